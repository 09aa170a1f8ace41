/**
 * The stacks in short, by status if asked. Deleted ones are not remembered.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
 */
import type { ListStacksCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { StackState } from '../../../template/state.ts';
import { described } from '../stacks.ts';

export const listStacks = (state: StackState): Action =>
  action({
    name: 'ListStacks',
    input: z.strictObject({ StackStatusFilter: z.array(z.string()).optional() }),
    run({ StackStatusFilter: wanted }) {
      const stacks = state.stacks().filter(({ status }) => !wanted || wanted.includes(status));
      const StackSummaries = stacks.map((stack) => {
        const { StackId, StackName, CreationTime, LastUpdatedTime, StackStatus, StackStatusReason } = described(stack);
        return { StackId, StackName, CreationTime, LastUpdatedTime, StackStatus, StackStatusReason };
      });
      return { StackSummaries } satisfies Omit<ListStacksCommandOutput, '$metadata'>;
    },
  });

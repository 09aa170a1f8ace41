/**
 * All about one stack, or about every stack; on one page.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
import type { DescribeStacksCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { StackState } from '../../../template/state.ts';
import { described, stackOf } from '../stacks.ts';

export const describeStacks = (state: StackState): Action =>
  action({
    name: 'DescribeStacks',
    input: z.strictObject({ StackName: z.string().optional() }),
    run({ StackName }) {
      const stacks = StackName === undefined ? state.stacks() : [stackOf(state, StackName)];
      return { Stacks: stacks.map(described) } satisfies Omit<DescribeStacksCommandOutput, '$metadata'>;
    },
  });

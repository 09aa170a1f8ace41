/**
 * The stacks in short, newest first, by status if asked; on one page. The latest of the deleted ones are remembered.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
 */
import type { ListStacksCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { described } from '../shapes.ts';

export const listStacks = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'ListStacks',
    input: z.strictObject({ StackStatusFilter: z.array(z.string()).optional() }),
    run({ StackStatusFilter: wanted }) {
      const { stacks } = cloudFormation;
      const StackSummaries = stacks
        .list()
        .filter(({ status }) => !wanted || wanted.includes(status))
        .map((stack) => {
          const { StackId, StackName, CreationTime, LastUpdatedTime, DeletionTime, ...rest } = described(stack);
          const { StackStatus, StackStatusReason, Description: TemplateDescription, DriftInformation } = rest;
          const times = { CreationTime, LastUpdatedTime, DeletionTime };
          return {
            StackId,
            StackName,
            ...times,
            StackStatus,
            StackStatusReason,
            TemplateDescription,
            DriftInformation,
          };
        });
      return { StackSummaries } satisfies Omit<ListStacksCommandOutput, '$metadata'>;
    },
  });

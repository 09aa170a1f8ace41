/**
 * The change sets of a stack in short, on one page.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html
 */
import type { ListChangeSetsCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { existingStack } from '../found.ts';
import { stackReference } from '../inputs.ts';

export const listChangeSets = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'ListChangeSets',
    input: z.strictObject({ StackName: stackReference }),
    run({ StackName }) {
      const { stacks, changeSets } = cloudFormation;
      const Summaries = changeSets.of(existingStack(stacks, StackName).id).map((one) => ({
        ChangeSetName: one.name,
        ChangeSetId: one.id,
        StackId: one.stackId,
        StackName: one.stackName,
        Description: one.description,
        CreationTime: new Date(one.createdAtMs),
        Status: one.status,
        StatusReason: one.reason,
        ExecutionStatus: one.executionStatus,
        IncludeNestedStacks: false,
      }));
      return { Summaries } satisfies Omit<ListChangeSetsCommandOutput, '$metadata'>;
    },
  });

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
import { changeSetSummary } from '../shapes.ts';

export const listChangeSets = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'ListChangeSets',
    input: z.strictObject({ StackName: stackReference }),
    run({ StackName }) {
      const { stacks, changeSets } = cloudFormation;
      const stack = existingStack(stacks, StackName);
      const Summaries = changeSets.of(stack.id).map((one) => changeSetSummary(one, stack));
      return { Summaries } satisfies Omit<ListChangeSetsCommandOutput, '$metadata'>;
    },
  });

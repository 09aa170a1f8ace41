/**
 * The text of a template, byte for byte as it was given: the CDK compares it. There are no transforms, so both stages are the same.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 */
import type { GetTemplateCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { describedStack, existingChangeSet } from '../found.ts';

export const getTemplate = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'GetTemplate',
    input: z.strictObject({
      StackName: z.string().optional(),
      ChangeSetName: z.string().optional(),
      TemplateStage: z.enum(['Original', 'Processed']).optional(),
    }),
    run: ({ StackName, ChangeSetName }) =>
      ({
        TemplateBody: text(cloudFormation, StackName, ChangeSetName),
        StagesAvailable: ['Original', 'Processed'],
      }) satisfies Omit<GetTemplateCommandOutput, '$metadata'>,
  });

function text(cloudFormation: CloudFormation, stack: string | undefined, changeSet: string | undefined): string {
  if (changeSet !== undefined) return existingChangeSet(cloudFormation, changeSet, stack).wish.text;
  if (stack === undefined) throw validation('StackName is required if ChangeSetName is not specified.');
  return describedStack(cloudFormation.stacks, stack).template;
}

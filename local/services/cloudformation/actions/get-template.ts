/**
 * The text of a template, as it was deployed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 */
import type { GetTemplateCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { StackState } from '../../../template/state.ts';
import { stackOf } from '../stacks.ts';

/** Byte for byte as it was given: the CDK compares it. There are no transforms, so both stages are the same. */
export const getTemplate = (state: StackState): Action =>
  action({
    name: 'GetTemplate',
    input: z.strictObject({ StackName: z.string(), TemplateStage: z.enum(['Original', 'Processed']).optional() }),
    run: ({ StackName }) =>
      ({
        TemplateBody: stackOf(state, StackName).template,
        StagesAvailable: ['Original', 'Processed'],
      }) satisfies Omit<GetTemplateCommandOutput, '$metadata'>,
  });

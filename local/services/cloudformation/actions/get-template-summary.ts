/**
 * What a template asks for: parameters, capabilities; and what types it holds.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html
 */
import type { Capability, GetTemplateSummaryCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { describedStack } from '../found.ts';
import { templateMembers } from '../inputs.ts';
import { templateText } from '../template-text.ts';

export const getTemplateSummary = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'GetTemplateSummary',
    input: z.strictObject({ ...templateMembers, StackName: z.string().optional() }),
    run({ StackName, ...members }) {
      const { engine, stacks } = cloudFormation;
      const text = StackName === undefined ? templateText(engine, members) : describedStack(stacks, StackName).template;
      if (text === undefined) throw validation('Either Template URL or Template Body must be specified.');
      const summary = stacks.summarize(text);
      return {
        Description: summary.description,
        Version: summary.version,
        Metadata: summary.metadata,
        ResourceTypes: [...summary.resourceTypes],
        Capabilities: [...summary.capabilities] as Capability[],
        CapabilitiesReason: summary.capabilitiesReason,
        Parameters: summary.parameters.map((one) => ({
          ParameterKey: one.key,
          ParameterType: one.type,
          DefaultValue: one.defaultValue,
          NoEcho: one.noEcho,
          Description: one.description,
          ParameterConstraints: { AllowedValues: [...(one.allowedValues ?? [])] },
        })),
      } satisfies Omit<GetTemplateSummaryCommandOutput, '$metadata'>;
    },
  });

/**
 * Whether a template can be read at all; what it says of resources is checked when it is deployed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html
 */
import type { Capability, ValidateTemplateCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { templateMembers } from '../inputs.ts';
import { templateText } from '../template-text.ts';

export const validateTemplate = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'ValidateTemplate',
    input: z.strictObject(templateMembers),
    run(members) {
      const { engine, stacks } = cloudFormation;
      const text = templateText(engine, members);
      if (text === undefined) throw validation('Either Template URL or Template Body must be specified.');
      const { description, parameters, capabilities, capabilitiesReason } = stacks.summarize(text);
      return {
        Description: description,
        Capabilities: [...capabilities] as Capability[],
        CapabilitiesReason: capabilitiesReason,
        Parameters: parameters.map((one) => ({
          ParameterKey: one.key,
          DefaultValue: one.defaultValue,
          NoEcho: one.noEcho,
          Description: one.description,
        })),
      } satisfies Omit<ValidateTemplateCommandOutput, '$metadata'>;
    },
  });

/** How parameters look in answers. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Parameter.html */
import type { ParameterMetadata, Parameter as ParameterShape } from '@aws-sdk/client-ssm';
import { WireDate } from '../../engine/wire-date.ts';
import type { Parameter } from './store.ts';

/**
 * A SecureString without decryption is given as a text that is not its value, as AWS gives the cipher text. `asked` is the name
 * as the caller wrote it: what stands behind its colon is told.
 */
export const parameterShape = (
  parameter: Parameter,
  decrypt: boolean,
  asked: string = parameter.name,
): ParameterShape => ({
  Name: parameter.name,
  ...(asked.includes(':') && { Selector: asked.slice(asked.indexOf(':')) }),
  Type: parameter.type,
  Value: parameter.type === 'SecureString' && !decrypt ? `encrypted:v${parameter.version}` : parameter.value,
  Version: parameter.version,
  LastModifiedDate: new WireDate(parameter.modifiedMs),
  ARN: parameter.arn,
  DataType: 'text',
});

export const metadataShape = (parameter: Parameter): ParameterMetadata => ({
  Name: parameter.name,
  ARN: parameter.arn,
  Type: parameter.type,
  LastModifiedDate: new WireDate(parameter.modifiedMs),
  Version: parameter.version,
  Tier: parameter.tier,
  DataType: 'text',
  Policies: [],
  ...(parameter.description !== undefined && { Description: parameter.description }),
  ...(parameter.pattern !== undefined && { AllowedPattern: parameter.pattern }),
});

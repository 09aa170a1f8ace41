/** Refusals of Parameter Store, in its words. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html#API_PutParameter_Errors */
import { AwsError } from '../../engine/aws-error.ts';

/** AWS says it without a sentence; here it names the parameter. */
export const noSuchParameter = (name: string): AwsError =>
  new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html#API_GetParameter_Errors */
export const noSuchVersion = (name: string, version: string): AwsError =>
  new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
export const exists = (): AwsError =>
  new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
export const validation = (message: string): AwsError => new AwsError('ValidationException', message);

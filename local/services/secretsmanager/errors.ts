/** Refusals of Secrets Manager, in its words. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors */
import { AwsError } from '../../engine/aws-error.ts';

export const noSuchSecret = (): AwsError =>
  new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
export const noSuchVersion = (what: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);
export const exists = (name: string): AwsError =>
  new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequestException', message);
export const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

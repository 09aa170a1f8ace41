/** The refusals of Amazon SNS. https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html */
import type * as z from 'zod';
import { AwsError, unsupported } from '../../engine/aws-error.ts';

export const invalidParameter = (what: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${what}`);

export const noSuchTopic = (): AwsError => new AwsError('NotFound', 'Topic does not exist', { status: 404 });

export const noSuchSubscription = (): AwsError =>
  new AwsError('NotFound', 'Subscription does not exist', { status: 404 });

/** Of a message attribute. */
export const invalidValue = (message: string): AwsError => new AwsError('ParameterValueInvalid', message);

export const notAuthorized = (message: string): AwsError =>
  new AwsError('AuthorizationError', message, { status: 403 });

/** Members that do not parse: AWS names them one by one; those that it knows and the local cloud does not are refused by name. */
export function invalidInput(error: z.ZodError, actionName: string): AwsError {
  const unknown = error.issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown)
    return unsupported(
      `${actionName}: member ${unknown.keys.map((key) => [...unknown.path, key].join('.')).join(', ')}`,
    );
  const [issue] = error.issues;
  const name = issue?.path.join('.') ?? '';
  const missing = issue?.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return invalidParameter(
    missing ? `${name} Reason: no value for required parameter` : `${name} Reason: ${issue?.message}`,
  );
}

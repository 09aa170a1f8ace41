/** What SQS says of input that does not parse: what is missing, what it does not know, what is of the wrong type. */
import type * as z from 'zod';
import { AwsError } from '../../engine/aws-error.ts';
import { missingParameter } from './errors.ts';

export function invalidInput(error: z.ZodError, actionName: string): AwsError {
  const [issue] = error.issues;
  if (!issue) return new AwsError('SerializationException', `${actionName}: the input cannot be read.`);
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return new AwsError(
      'UnsupportedOperation',
      `${actionName}: ${[...issue.path, issue.keys.join(', ')].join('.')} is not supported by the local cloud. Leave it out.`,
    );
  if (issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message))
    return missingParameter(path);
  return new AwsError('SerializationException', `${actionName}: ${path}: ${issue.message}`);
}

/** CloudFormation's errors, in its words: tools compare them as text. */
import type * as z from 'zod';
import { AwsError } from '../../engine/aws-error.ts';

export const validation = (message: string): AwsError => new AwsError('ValidationError', message);

/** Input that does not parse. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html */
export function invalidInput({ issues }: z.ZodError): AwsError {
  const problems = issues.map((issue) => {
    const keys =
      issue.code === 'unrecognized_keys' ? `${issue.keys.join(', ')}: is not supported by the local cloud` : '';
    return keys || `Value at '${issue.path.join('.')}' failed to satisfy constraint: ${issue.message}`;
  });
  return validation(
    `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`,
  );
}

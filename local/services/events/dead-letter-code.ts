/**
 * How a dead letter of EventBridge names what went wrong: its own few words, not the target's code.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
import type { AwsError } from '../../engine/aws-error.ts';

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/AccessDenied|NotAuthorized/, 'NO_PERMISSIONS'],
  [/NotFound|NonExistent|DoesNotExist/, 'NO_RESOURCE'],
  [/Throttl|TooManyRequests/, 'THROTTLING'],
];

export function deadLetterCode({ code, status }: AwsError): string {
  const word = WORDS.find(([pattern]) => pattern.test(code))?.[1];
  return word ?? (status >= 500 ? 'ERROR_FROM_TARGET' : 'INVALID_PARAMETER');
}

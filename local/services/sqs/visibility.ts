/** The visibility timeout of a request, checked. */
import { invalidValue } from './errors.ts';
import { LONGEST_VISIBILITY_S } from './limits.ts';

/** Milliseconds. Throws InvalidParameterValue. */
export function visibilityMsOf(seconds: number): number {
  if (seconds >= 0 && seconds <= LONGEST_VISIBILITY_S) return seconds * 1_000;
  throw invalidValue(
    seconds,
    'VisibilityTimeout',
    `VisibilityTimeout must be an integer between 0 and ${LONGEST_VISIBILITY_S}.`,
  );
}

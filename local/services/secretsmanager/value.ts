/** The value of a request: text or bytes, not both. */
import { invalid } from './errors.ts';
import type { Value } from './store.ts';

/** Undefined when none was given. */
export function valueGiven(string: string | undefined, binary: string | undefined): Value | undefined {
  if (string !== undefined && binary !== undefined)
    throw invalid("You can't specify both a binary secret value and a string secret value in the same secret.");
  if (string !== undefined) return { string };
  return binary === undefined ? undefined : { binary };
}

/**
 * Stand-ins for values that are known only once a resource exists. While a template is checked, a `Ref` gives such a
 * stand-in; text made with one is one as well. Rule: none of them leaves the check.
 */

const MARK = '\u0000';

export const pending = (what: string): string => `${MARK}${what}${MARK}`;

/** Is it, or does it hold, a stand-in? */
export function isPending(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(MARK);
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).some(isPending);
}

/** What the stand-ins in a value stand for: `Queue`, `Queue.Arn`. */
export function standIns(value: unknown): string[] {
  if (typeof value === 'string') return value.split(MARK).filter((_, i) => i % 2 === 1);
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(standIns);
}

/** The value as JSON text, with another text in place of each that holds a stand-in. */
export const withoutStandIns = (value: unknown, instead: string): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' && isPending(inner) ? instead : inner));

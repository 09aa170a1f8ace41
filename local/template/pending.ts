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

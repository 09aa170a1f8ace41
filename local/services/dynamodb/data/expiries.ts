/** Keys of a table's list of expiries: the second of expiry with leading zeros, then the item's key. */
import type { Item } from './values.ts';

const SECONDS_DIGITS = 12;

/** Beginning of all entries of a second (since the epoch). */
export const expiryMoment = (seconds: number): string =>
  `${Math.max(0, Math.ceil(seconds))}`.padStart(SECONDS_DIGITS, '0');

/** The second in an entry. */
export const expirySeconds = (entry: string): number => Number(entry.slice(0, SECONDS_DIGITS));

/** Where an item stands in the list; undefined when it never expires. */
export function expiryKey(item: Item | undefined, attribute: string, key: string): string | undefined {
  const seconds = item?.[attribute]?.N;
  if (seconds === undefined || seconds.length > SECONDS_DIGITS) return undefined;
  return `${expiryMoment(Number(seconds))}/${key}`;
}

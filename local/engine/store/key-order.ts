/** The order of keys: that of their UTF-8 bytes, as in SQLite. It differs from JavaScript's own beyond the surrogates only. */

const BEYOND = /[\ud800-\uffff]/;

/** True when JavaScript's own order of this key against any other is the right one. */
export const isPlain = (key: string): boolean => !BEYOND.test(key);

/** For sort: negative, zero, positive. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  if (isPlain(a) || isPlain(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Where a key stands in a sorted list, or would stand. */
export function placeOf(key: string, sorted: readonly string[]): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(sorted[middle] as string, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

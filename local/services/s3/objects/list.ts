/**
 * Lists of keys in pages: by prefix, rolled up at a delimiter, in the order of their UTF-8 bytes. Owns the walk over the
 * store; a common prefix is stepped over, however many keys it has.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
 */
import { compareKeys } from '../../../engine/store/key-order.ts';
import { behind } from '../store.ts';

export interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys and common prefixes up to this one have been seen. */
  readonly after: string;
  readonly limit: number;
}

export interface Listed<T> {
  /** In order, keys and common prefixes mixed. */
  readonly entries: readonly ({ readonly key: string; readonly value: T } | { readonly commonPrefix: string })[];
  /** There are more. */
  readonly truncated: boolean;
  /** Where the next page starts: `after` of its request. */
  readonly last: string;
}

/** Reads what is under keys in [from, to), in order; keys without a value are passed over. */
export type Reader<T> = (
  from: string,
  to: string,
  limit: number,
) => readonly { readonly key: string; readonly value: T | undefined }[];

const ROWS_AT_ONCE = 256;

export function listKeys<T>(read: Reader<T>, { prefix, delimiter, after, limit }: Wanted): Listed<T> {
  const entries: Listed<T>['entries'][number][] = [];
  const start = commonPrefix(after, prefix, delimiter) === after ? behind(after) : `${after}\0`;
  let from = after !== '' && compareKeys(start, prefix) > 0 ? start : prefix;
  let last = after;
  if (limit === 0) return { entries, truncated: false, last };
  for (;;) {
    const rows = read(from, behind(prefix), ROWS_AT_ONCE);
    for (const { key, value } of rows) {
      if (value === undefined || compareKeys(key, from) < 0) continue;
      if (entries.length === limit) return { entries, truncated: true, last };
      const common = commonPrefix(key, prefix, delimiter);
      last = common ?? key;
      entries.push(common === undefined ? { key, value } : { commonPrefix: common });
      if (common !== undefined) from = behind(common);
    }
    const end = rows.at(-1)?.key;
    if (end === undefined || rows.length < ROWS_AT_ONCE) return { entries, truncated: false, last };
    if (compareKeys(end, from) >= 0) from = `${end}\0`;
  }
}

/** What a key is shown as when the delimiter stands in it behind the prefix. */
function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

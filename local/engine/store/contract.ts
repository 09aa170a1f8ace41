/** What a store is to those who use it. */

export interface Range {
  /** First key, inclusive. */
  readonly from?: string;
  /** Where to end, exclusive. */
  readonly to?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** Values under string keys, in the order of the keys' UTF-8 bytes. */
export interface Collection<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): void;
  entries(range?: Range): [key: string, value: T][];
  clear(): void;
}

export interface Store {
  collection<T>(name: string): Collection<T>;
  /** Resolves when everything written so far is on disk; rejects if the disk refused it. */
  durable(): Promise<void>;
  close(): Promise<void>;
}

/** Texts of one collection: what a kind of store has to bring. */
export interface Texts {
  get(key: string): string | undefined;
  put(key: string, text: string): void;
  delete(key: string): void;
  range(from: string, to: string, limit: number, reverse: boolean): (readonly [key: string, text: string])[];
  clear(): void;
}

/** Sorts behind every key: no valid UTF-8 text starts with this code point. */
const BEHIND_ALL = '\u{10ffff}';

/** A collection of JSON values over texts. */
export const collectionOf = <T>(texts: Texts): Collection<T> => ({
  get(key) {
    const text = texts.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  },
  put: (key, value) => texts.put(key, JSON.stringify(value)),
  delete: (key) => texts.delete(key),
  entries: ({ from = '', to = BEHIND_ALL, limit = -1, reverse = false } = {}) =>
    texts.range(from, to, limit, reverse).map(([key, text]) => [key, JSON.parse(text) as T]),
  clear: () => texts.clear(),
});

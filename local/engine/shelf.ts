/** A collection held in memory and written through: reads cost nothing, lists are in the order of their keys. */
import type { Collection } from './store.ts';

export interface Shelf<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): void;
  /** All values whose key starts so, in the order of their keys. */
  list(prefix?: string): T[];
  readonly size: number;
}

export function createShelf<T>(collection: Collection<T>): Shelf<T> {
  const values = new Map<string, T>(collection.entries());
  return {
    get: (key) => values.get(key),
    put(key, value) {
      values.set(key, value);
      collection.put(key, value);
    },
    delete(key) {
      values.delete(key);
      collection.delete(key);
    },
    list: (prefix = '') =>
      [...values]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, value]) => value),
    get size() {
      return values.size;
    },
  };
}

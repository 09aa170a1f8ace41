/**
 * The durable store: ordered collections of JSON values.
 *
 * 1. A write is visible to reads at once, and joins the group that is open. The group is written to the journal at the end of
 *    the turn of the event loop: group commit.
 * 2. `durable()` resolves when all that was written before the call is on disk. Services await it before they acknowledge
 *    anything. The event loop never waits for the disk.
 * 3. Without a directory the store is in memory and `durable()` resolves at once.
 * 4. A directory belongs to one process at a time, and to one format version.
 *
 * So kill -9 and a power cut lose nothing that was acknowledged, and leave no group half written. How: store/durable-store.ts.
 */
import { collectionOf, type Store } from './store/contract.ts';
import { openDurableStore } from './store/durable-store.ts';
import { openTable } from './store/table.ts';

export type { Collection, Store } from './store/contract.ts';

/** Opens the store in a directory, or in memory. Throws a sentence that names the directory and the remedy. */
export const openStore = (directory?: string): Store => (directory ? openDurableStore(directory) : memoryStore());

function memoryStore(): Store {
  const table = openTable();
  const collections = table.collections();
  return {
    collection<T>(name: string) {
      const id = collections.get(name) ?? collections.size + 1;
      collections.set(name, id);
      return collectionOf<T>({
        get: (key) => table.get(id, key),
        put: (key, text) => table.put(id, key, text),
        delete: (key) => table.delete(id, key),
        range: (...range) => table.range(id, ...range),
        clear: () => table.clear(id),
      });
    },
    durable: () => Promise.resolve(),
    close: async () => table.close(),
  };
}

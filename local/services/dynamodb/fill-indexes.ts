/** Fills indexes that a table did not have before, and empties those that it has no more. */
import { BEFORE, indexKey } from './data/keys.ts';
import type { Index, Table } from './tables.ts';

/** Items read at a time, so that a large table is never in memory as a whole. */
const ITEMS_AT_A_TIME = 500;

export function fillIndexes(before: Table, after: Table): void {
  for (const [name, { entries }] of before.indexes) if (!after.indexes.has(name)) entries.clear();
  const added = [...after.indexes.values()].filter(({ name }) => !before.indexes.has(name));
  if (added.length > 0) fill(after, added);
}

function fill({ items, keys }: Table, indexes: readonly Index[]): void {
  let from = '';
  while (true) {
    const some = items.entries({ from, limit: ITEMS_AT_A_TIME });
    for (const [key, item] of some) {
      for (const index of indexes) {
        const entry = indexKey(item, index.keys, keys, key);
        if (entry !== undefined) index.entries.put(entry, key);
      }
      from = key + BEFORE;
    }
    if (some.length < ITEMS_AT_A_TIME) return;
  }
}

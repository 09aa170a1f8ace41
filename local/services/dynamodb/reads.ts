/** Reads of one item by its key. */
import db from 'dynalite/db/index.js';
import { itemKey } from './data/keys.ts';
import type { Item } from './data/values.ts';
import { refuse } from './errors.ts';
import type { Expressions } from './requests/expressions.ts';
import type { Table } from './tables.ts';

/** `item` as it lies in the table, `given` as the request wants to see it. */
export function readItem(
  table: Table,
  key: Item,
  { projection }: Pick<Expressions, 'projection'>,
): { item: Item | undefined; given: Item | undefined } {
  refuse(db.validateKey(key, table.record.description));
  refuse(db.validateKeyPaths(projection?.nestedPaths, table.record.description));
  const item = table.items.get(itemKey(key, table.keys));
  return { item, given: item && projection ? db.mapPaths(projection.paths, item) : item };
}

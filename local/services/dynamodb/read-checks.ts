/** What Query and Scan refuse in the same words. */
import db from 'dynalite/db/index.js';
import type { KeySchema } from './data/keys.ts';
import type { Item } from './data/values.ts';
import { INVALID, refuse, validation } from './errors.ts';
import { type PageInput, pick } from './pages.ts';
import type { Expressions } from './requests/expressions.ts';
import { attributesOf, type Index, type Table } from './tables.ts';

export interface ReadInput extends PageInput {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly ExclusiveStartKey?: Item;
}

export const WRONG_START = 'The provided starting key is invalid';

/** The index that is read; undefined for the table. */
export function indexOf(table: Table, { IndexName, ConsistentRead }: ReadInput): Index | undefined {
  if (IndexName === undefined) return undefined;
  const index = table.indexes.get(IndexName);
  if (!index) throw validation(`The table does not have the specified index: ${IndexName}`);
  if (index.isGlobal && ConsistentRead) {
    throw validation('Consistent reads are not supported on global secondary indexes');
  }
  return index;
}

/** A global index knows no more than what is projected into it. */
export function checkSelect(index: Index | undefined, { Select }: ReadInput): void {
  if (index?.isGlobal && index.projected !== 'ALL' && Select === 'ALL_ATTRIBUTES') {
    throw validation(
      `${INVALID}Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
}

/** The starting key's attributes of the index. */
export function checkStartOfIndex(start: Item, keys: KeySchema): void {
  attributesOf(keys).forEach(({ name, type }, position) => {
    if (!start[name]) throw validation(WRONG_START);
    refuse(db.validateKeyPiece(start, name, type, position === 0));
  });
}

/** The starting key's attributes of the table. */
export function checkStartOfTable(start: Item, table: Table): void {
  const names = attributesOf(table.keys).map(({ name }) => name);
  const invalid = db.validateKey(pick(start, names), table.record.description);
  if (invalid) throw validation(`${WRONG_START}: ${invalid.message}`);
}

export function checkPaths(table: Table, { filter, projection }: Expressions): void {
  refuse(db.validateKeyPaths(projection?.nestedPaths, table.record.description));
  refuse(db.validateKeyPaths(filter?.nestedPaths, table.record.description));
}

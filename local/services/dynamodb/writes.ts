/**
 * Writes of one item: first planned (all checks, the item before and after), then applied. Nothing is changed before all
 * plans of a request are made, and applying cannot fail; that is what makes transactions whole, because JavaScript runs
 * both without a pause.
 */
import db from 'dynalite/db/index.js';
import { expiryKey } from './data/expiries.ts';
import { indexKey, itemKey } from './data/keys.ts';
import { itemBytes } from './data/size.ts';
import { type Item, typeOf } from './data/values.ts';
import { conditionFailed, refuse, validation } from './errors.ts';
import type { Values } from './expressions/operands.ts';
import { LARGEST_ITEM_BYTES } from './limits.ts';
import type { Expressions } from './requests/expressions.ts';
import { attributesOf, type Table } from './tables.ts';

/** A write that has passed all checks. */
export interface Write {
  readonly table: Table;
  readonly key: string;
  readonly before: Item | undefined;
  /** Undefined: nothing is left. */
  readonly after: Item | undefined;
}

/** What conditional writes have in common. */
export interface Conditional {
  readonly ExpressionAttributeValues?: Values;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

const NO_VALUES: Values = {};

/** Reads the item under a key of the table, and holds it against the request's condition. */
function current(table: Table, key: string, input: Conditional, { condition }: Expressions): Item | undefined {
  const before = table.items.get(key);
  if (condition && !condition.test(before ?? {}, input.ExpressionAttributeValues ?? NO_VALUES)) {
    throw conditionFailed(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before : undefined);
  }
  return before;
}

/** A put: the whole item is replaced. */
export function planPut(table: Table, item: Item, input: Conditional, expressions: Expressions): Write {
  checkPut(table, item);
  const key = itemKey(item, table.keys);
  return { table, key, before: current(table, key, input, expressions), after: item };
}

/** What AWS refuses about an item before it looks into the table. */
export function checkPut(table: Table, item: Item): void {
  refuse(db.validateItem(item, table.record.description));
  checkIndexKeys(table, item);
}

/** A deletion; deleting what is not there succeeds. */
export function planDelete(table: Table, key: Item, input: Conditional, expressions: Expressions): Write {
  return { ...planCheck(table, key, input, expressions), after: undefined };
}

/** No change, only the condition. */
export function planCheck(table: Table, keyAttributes: Item, input: Conditional, expressions: Expressions): Write {
  checkKey(table, keyAttributes);
  const key = itemKey(keyAttributes, table.keys);
  const before = current(table, key, input, expressions);
  return { table, key, before, after: before };
}

export const checkKey = (table: Table, key: Item): void => refuse(db.validateKey(key, table.record.description));

/** An update; an item that is not there is made from its key. */
export function planUpdate(table: Table, key: Item, input: Conditional, expressions: Expressions): Write {
  checkUpdate(table, key, expressions);
  const { changes } = expressions;
  const write = planCheck(table, key, input, expressions);
  const start = write.before ?? key;
  const after = changes ? changes.apply(start, input.ExpressionAttributeValues ?? NO_VALUES) : start;
  checkIndexTypes(table, after);
  if (itemBytes(after) > LARGEST_ITEM_BYTES) {
    throw validation('Item size to update has exceeded the maximum allowed size');
  }
  return { ...write, after };
}

/** What AWS refuses about an update before it looks into the table. */
export function checkUpdate(table: Table, key: Item, { changes }: Expressions): void {
  checkKey(table, key);
  if (changes) refuse(db.validateUpdates(changes.legacy, changes.parsed, table.record.description));
}

/** Index keys may be missing, but not be empty. */
function checkIndexKeys(table: Table, item: Item): void {
  for (const { name: index, keys } of table.indexes.values()) {
    for (const { name } of attributesOf(keys)) {
      const value = item[name];
      if (value?.S === '' || value?.B === '') {
        throw validation(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${value.S === '' ? 'string' : 'binary'} value. IndexName: ${index}, IndexKey: ${name}`,
        );
      }
    }
  }
}

function checkIndexTypes(table: Table, item: Item): void {
  for (const { keys } of table.indexes.values()) {
    for (const { name, type } of attributesOf(keys)) {
      const value = item[name];
      if (value && typeOf(value) !== type) {
        throw validation('The update expression attempted to update the secondary index key to unsupported type');
      }
    }
  }
  checkIndexKeys(table, item);
}

/** Puts a planned write into the table, its indexes and its list of expiries. */
export function apply({ table, key, before, after }: Write): void {
  if (after === before) return;
  for (const { keys, entries } of table.indexes.values()) {
    const old = before && indexKey(before, keys, table.keys, key);
    const now = after && indexKey(after, keys, table.keys, key);
    if (old === now) continue;
    if (old !== undefined) entries.delete(old);
    if (now !== undefined) entries.put(now, key);
  }
  const { timeToLive } = table.record;
  if (timeToLive !== undefined) {
    const [old, now] = [expiryKey(before, timeToLive, key), expiryKey(after, timeToLive, key)];
    if (old !== now && old !== undefined) table.expiries.delete(old);
    if (old !== now && now !== undefined) table.expiries.put(now, key);
  }
  if (after) table.items.put(key, after);
  else table.items.delete(key);
}

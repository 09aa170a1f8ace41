/**
 * Pages: what a Query or Scan returns from a range of a table or index. Owns the limits of a page, filters, projections and
 * the key to go on from; which range is the business of the two actions.
 */
import db from 'dynalite/db/index.js';
import { type ConsumedCapacity, isTold, pageUnits } from './capacity.ts';
import { itemBytes, pageBytes } from './data/size.ts';
import type { Item } from './data/values.ts';
import type { Values } from './expressions/operands.ts';
import { LARGEST_PAGE_BYTES } from './limits.ts';
import type { Expressions } from './requests/expressions.ts';
import { attributesOf, type Index, type Table } from './tables.ts';

/** Keys of the store, first inclusive, last exclusive. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
  readonly reverse?: boolean;
}

/** What Query and Scan have in common. */
export interface PageInput {
  readonly Limit?: number;
  readonly Select?: string;
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: string;
  readonly ExpressionAttributeValues?: Values;
}

export interface Page {
  Items?: Item[];
  Count: number;
  ScannedCount: number;
  LastEvaluatedKey?: Item;
  ConsumedCapacity?: ConsumedCapacity;
}

/** Rows read from the store at a time: few for a first look, more when the range proves to be long. */
const FIRST_ROWS = 32;
const MOST_ROWS = 512;

/** Items of a range in order, read piece by piece. */
function* itemsIn(table: Table, index: Index | undefined, range: KeyRange, limit: number): Generator<Item> {
  let { from, to } = range;
  const { reverse = false } = range;
  let rows = Math.min(limit, FIRST_ROWS);
  while (true) {
    let last = '';
    let seen = 0;
    if (index) {
      for (const [entry, key] of index.entries.entries({ from, to, limit: rows, reverse })) {
        const item = table.items.get(key);
        if (item) yield item;
        last = entry;
        seen++;
      }
    } else {
      for (const [key, item] of table.items.entries({ from, to, limit: rows, reverse })) {
        yield item;
        last = key;
        seen++;
      }
    }
    if (seen < rows) return;
    if (reverse) to = last;
    else from = `${last}!`;
    rows = Math.min(rows * 4, MOST_ROWS);
  }
}

/** Reads one page. `index` undefined reads the table. */
export function readPage(
  table: Table,
  index: Index | undefined,
  range: KeyRange,
  input: PageInput,
  { filter, projection }: Expressions,
): Page {
  const { Limit: limit = Number.POSITIVE_INFINITY } = input;
  const wholeItems = !index || index.projected === 'ALL' || input.Select === 'ALL_ATTRIBUTES';
  const rangeName = table.keys.range[0]?.name;
  const counted = isTold(input.ReturnConsumedCapacity);
  const scanned: Item[] = [];
  const bytes = { page: 0, table: 0, index: 0 };
  for (const item of itemsIn(table, index, range, limit)) {
    const seen = index && index.projected !== 'ALL' ? pick(item, index.projected) : item;
    const given = wholeItems ? item : seen;
    scanned.push(given);
    if (counted) {
      if (index) bytes.index += itemBytes(seen);
      if (!index || (wholeItems && index.projected !== 'ALL')) bytes.table += itemBytes(item);
    }
    bytes.page += pageBytes(given, rangeName);
    if (scanned.length >= limit || bytes.page >= LARGEST_PAGE_BYTES) break;
  }

  const isFull = scanned.length >= limit || bytes.page >= LARGEST_PAGE_BYTES;
  const last = isFull ? scanned.at(-1) : undefined;
  const values = input.ExpressionAttributeValues ?? {};
  const kept = filter ? scanned.filter((item) => filter.test(item, values)) : scanned;
  return {
    ...(input.Select !== 'COUNT' && {
      Items: projection ? kept.map((item) => db.mapPaths(projection.paths, item)) : kept,
    }),
    Count: kept.length,
    ScannedCount: scanned.length,
    ...(last && { LastEvaluatedKey: pick(last, startAttributes(table, index)) }),
    ...(counted && { ConsumedCapacity: capacityOf(table, index, bytes, input) }),
  };
}

/** The attributes of the key to go on from: the table's, and the index's. */
export function startAttributes(table: Table, index: Index | undefined): string[] {
  const names = [...attributesOf(table.keys), ...(index ? attributesOf(index.keys) : [])].map(({ name }) => name);
  return [...new Set(names)];
}

export function pick(item: Item, names: readonly string[]): Item {
  const picked: Item = {};
  for (const name of names) {
    const value = item[name];
    if (value) picked[name] = value;
  }
  return picked;
}

function capacityOf(
  table: Table,
  index: Index | undefined,
  bytes: { table: number; index: number },
  { ConsistentRead, ReturnConsumedCapacity }: PageInput,
): ConsumedCapacity {
  const [ofTable, ofIndex] = [pageUnits(bytes.table, ConsistentRead), pageUnits(bytes.index, ConsistentRead)];
  const indexes = index && { [index.name]: { CapacityUnits: ofIndex } };
  return {
    CapacityUnits: ofTable + ofIndex,
    TableName: table.name,
    ...(ReturnConsumedCapacity === 'INDEXES' && {
      Table: { CapacityUnits: ofTable },
      ...(indexes && (index.isGlobal ? { GlobalSecondaryIndexes: indexes } : { LocalSecondaryIndexes: indexes })),
    }),
  };
}

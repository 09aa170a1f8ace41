/**
 * Keys of the store: texts whose order is DynamoDB's. A partition is one range of them, and within it items lie in the
 * order of the sort key: text by its UTF-8 bytes, binary by its bytes, numbers by value.
 *
 * `<hash>/<partition value>/<sort value>/`, with two rules:
 * 1. A value holds only hexadecimal digits, so `/` sorts before and `~` behind whatever may follow a prefix.
 * 2. No key is the beginning of another one of its kind.
 * The hash in front (six digits) spreads partitions in the order in which a Scan on AWS meets them.
 */
import db from 'dynalite/db/index.js';
import { sortableNumber } from './numbers.ts';
import type { Item, Value } from './values.ts';

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

/** Partition key and sort key. Only global indexes may have more than one attribute in each. */
export interface KeySchema {
  readonly hash: readonly KeyAttribute[];
  readonly range: readonly KeyAttribute[];
}

/** Sorts behind everything that begins with the text before it. */
export const BEHIND = '~';
/** Sorts before everything else that begins with the text before it. */
export const BEFORE = '!';

export function sortable(value: Value): string {
  if (value.S !== undefined) return Buffer.from(value.S).toString('hex');
  if (value.N !== undefined) return sortableNumber(value.N);
  return Buffer.from(value.B ?? '', 'base64').toString('hex');
}

function hashOf(first: Value, second?: Value): string {
  const [type, text] = piece(first);
  if (!second) return db.hashPrefix(text, type);
  const [secondType, secondText] = piece(second);
  return db.hashPrefix(text, type, secondText, secondType);
}

const piece = ({ S, N, B }: Value): [type: string, text: string] =>
  S !== undefined ? ['S', S] : N !== undefined ? ['N', N] : ['B', B ?? ''];

const NOTHING: Value = { S: '' };

/** Beginning of all keys of a partition. The item must have the hash attributes. */
export function partitionPrefix(item: Item, { hash }: KeySchema): string {
  let prefix = hashOf(item[hash[0]?.name ?? ''] ?? NOTHING);
  for (const { name } of hash) prefix += `/${sortable(item[name] ?? NOTHING)}`;
  return `${prefix}/`;
}

/** Key of an item in its table. */
export function itemKey(item: Item, keys: KeySchema): string {
  let key = partitionPrefix(item, keys);
  for (const { name } of keys.range) key += `${sortable(item[name] ?? NOTHING)}/`;
  return key;
}

/**
 * Key of an item in an index; undefined when it lacks one of the index's attributes. Items that are equal under the
 * index's own key follow each other by a hash of their table key, as on AWS, and then by that key.
 */
export function indexKey(item: Item, index: KeySchema, table: KeySchema, key: string): string | undefined {
  for (const { name } of index.hash) if (!item[name]) return undefined;
  for (const { name } of index.range) if (!item[name]) return undefined;
  const [hash, range] = [table.hash[0], table.range[0]];
  return `${itemKey(item, index)}${hashOf(item[hash?.name ?? ''] ?? NOTHING, range && item[range.name])}/${key}`;
}

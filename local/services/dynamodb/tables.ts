/**
 * Tables: what they are, and where their items lie. Owns descriptions, tags, settings and the collections of items and
 * index entries; not what an action answers.
 *
 * 1. A table's collections are named by its id, so a new table of the same name starts empty.
 * 2. An index entry holds the key of its item, no copy: a change of other attributes costs the index nothing, and reads
 *    project from the item.
 */
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Engine } from '../../engine/engine.ts';
import type { Collection } from '../../engine/store.ts';
import type { KeyAttribute, KeySchema } from './data/keys.ts';
import type { Item } from './data/values.ts';
import { notFound } from './errors.ts';
import type { Wire } from './wire.ts';

export type Description = Wire<TableDescription>;

/** What is kept of a table. */
export interface TableRecord {
  readonly id: string;
  readonly description: Description;
  readonly tags: Readonly<Record<string, string>>;
  /** The attribute with the moment of expiry. */
  readonly timeToLive?: string;
  /** Point-in-time recovery: kept and told, without effect. */
  readonly recovery?: { readonly enabled: boolean; readonly days: number };
}

export interface Index {
  readonly name: string;
  readonly isGlobal: boolean;
  readonly keys: KeySchema;
  /** `ALL`, or the attributes that reads of the index see. */
  readonly projected: 'ALL' | readonly string[];
  /** Index key to item key. */
  readonly entries: Collection<string>;
}

export interface Table {
  readonly name: string;
  readonly arn: string;
  readonly record: TableRecord;
  readonly keys: KeySchema;
  readonly indexes: ReadonlyMap<string, Index>;
  readonly items: Collection<Item>;
  /** Moment of expiry and item key to item key; kept only while time to live is on. */
  readonly expiries: Collection<string>;
}

export interface Tables {
  /** Throws ResourceNotFoundException, with the sentence that most actions give. */
  get(name: string): Table;
  find(name: string): Table | undefined;
  /** In the order of their names. */
  all(): Table[];
  arn(name: string): string;
  /** Makes or changes a table. */
  put(name: string, record: TableRecord): Table;
  /** Removes the table and all that is in it. */
  remove(name: string): void;
}

/** Opens the tables of earlier runs. */
export function openTables(engine: Engine): Tables {
  const records = engine.store.collection<TableRecord>('dynamodb.tables');
  const tables = new Map(records.entries().map(([name, record]) => [name, tableOf(engine, name, record)]));
  const arn = (name: string): string => engine.arn('dynamodb', `table/${name}`);
  return {
    arn,
    find: (name) => tables.get(name),
    all: () => [...tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    get(name) {
      const table = tables.get(name);
      if (!table) throw notFound();
      return table;
    },
    put(name, record) {
      records.put(name, record);
      const table = tableOf(engine, name, record);
      tables.set(name, table);
      return table;
    },
    remove(name) {
      const table = tables.get(name);
      records.delete(name);
      tables.delete(name);
      for (const { entries } of table?.indexes.values() ?? []) entries.clear();
      table?.items.clear();
      table?.expiries.clear();
    },
  };
}

function tableOf(engine: Engine, name: string, record: TableRecord): Table {
  const { id, description } = record;
  const types = new Map(description.AttributeDefinitions?.map((one) => [one.AttributeName, one.AttributeType]));
  const keys = schema(description.KeySchema, types);
  const index = (one: IndexDescription, isGlobal: boolean): [string, Index] => {
    const indexName = one.IndexName ?? '';
    const keysOfIndex = schema(one.KeySchema, types);
    return [
      indexName,
      {
        name: indexName,
        isGlobal,
        keys: keysOfIndex,
        projected: projected(one, [keys, keysOfIndex]),
        entries: engine.store.collection(`dynamodb.index.${id}.${indexName}`),
      },
    ];
  };
  return {
    name,
    arn: engine.arn('dynamodb', `table/${name}`),
    record,
    keys,
    indexes: new Map([
      ...(description.GlobalSecondaryIndexes ?? []).map((one) => index(one, true)),
      ...(description.LocalSecondaryIndexes ?? []).map((one) => index(one, false)),
    ]),
    items: engine.store.collection(`dynamodb.items.${id}`),
    expiries: engine.store.collection(`dynamodb.expiries.${id}`),
  };
}

type IndexDescription = NonNullable<Description['LocalSecondaryIndexes']>[number];

function schema(
  given: Description['KeySchema'],
  types: ReadonlyMap<string | undefined, string | undefined>,
): KeySchema {
  const of = (kind: string): KeyAttribute[] =>
    (given ?? [])
      .filter(({ KeyType }) => KeyType === kind)
      .map(({ AttributeName: name = '' }) => ({ name, type: (types.get(name) ?? 'S') as KeyAttribute['type'] }));
  return { hash: of('HASH'), range: of('RANGE') };
}

/** Attributes of a key schema, partition key first. */
export const attributesOf = ({ hash, range }: KeySchema): readonly KeyAttribute[] => [...hash, ...range];

function projected({ Projection }: IndexDescription, schemas: readonly KeySchema[]): Index['projected'] {
  if (Projection?.ProjectionType === 'ALL') return 'ALL';
  const keys = schemas.flatMap(attributesOf).map(({ name }) => name);
  return [...new Set([...keys, ...(Projection?.NonKeyAttributes ?? [])])];
}

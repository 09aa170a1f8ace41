/**
 * What an agent remembers between messages: JSON values under (partition, key) in the registry table, seen by this agent alone.
 * Writes may be conditional, so that two of its environments never overwrite each other unseen. An entry past its time is not
 * there, whether DynamoDB has removed it yet or not.
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { stateKey } from '../../contracts/tables/registry.ts';
import type { Clock } from './clock.ts';
import { readPartition, readRow } from './partition.ts';

export interface Entry<T> {
  readonly key: string;
  readonly value: T;
  /** Rises by one with each write. */
  readonly version: number;
}

export interface State {
  get<T>(partition: string, key: string): Promise<Entry<T> | undefined>;
  /** All entries of a partition, in the order of their keys. */
  list<T>(partition: string, prefix?: string): Promise<Entry<T>[]>;
  /**
   * Writes. With `ifVersion` only when the entry still has that version, 0 standing for "is not there".
   * False when that condition does not hold: read again and decide again.
   */
  put(partition: string, key: string, value: unknown, options?: PutOptions): Promise<boolean>;
  delete(partition: string, key: string): Promise<void>;
}

export interface PutOptions {
  readonly ifVersion?: number;
  /** The entry is gone from then on. Without it, the entry stays. */
  readonly keepUntil?: Date;
}

interface Row {
  pk: string;
  sk: string;
  value: string;
  version: number;
  /** Epoch seconds. */
  ttl?: number;
}

export function createState(client: DynamoDBClient, table: string, agent: string, clock: Pick<Clock, 'now'>): State {
  const nowS = () => Math.floor(clock.now().getTime() / 1000);
  const isThere = ({ ttl }: Row) => ttl === undefined || ttl > nowS();
  const entry = <T>({ sk, value, version }: Row): Entry<T> => ({ key: sk, value: JSON.parse(value) as T, version });
  return {
    async get<T>(partition: string, key: string) {
      const row = (await readRow(client, table, stateKey(agent, partition), key)) as Row | undefined;
      return row && isThere(row) ? entry<T>(row) : undefined;
    },
    async list<T>(partition: string, prefix = '') {
      const rows = await readPartition(client, table, stateKey(agent, partition), prefix);
      return rows
        .map((row) => row as unknown as Row)
        .filter(isThere)
        .map((row) => entry<T>(row));
    },
    async put(partition, key, value, { ifVersion, keepUntil } = {}) {
      const row: Row = {
        pk: stateKey(agent, partition),
        sk: key,
        value: JSON.stringify(value),
        version: (ifVersion ?? 0) + 1,
        ...(keepUntil && { ttl: Math.floor(keepUntil.getTime() / 1000) }),
      };
      const unchanged = ifVersion === undefined ? {} : unchangedSince(ifVersion, nowS());
      try {
        await client.send(new PutItemCommand({ TableName: table, Item: marshall(row), ...unchanged }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async delete(partition, key) {
      const Key = marshall({ pk: stateKey(agent, partition), sk: key });
      await client.send(new DeleteItemCommand({ TableName: table, Key }));
    },
  };
}

/** `ttl` is a reserved word. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html */
const unchangedSince = (version: number, nowS: number) =>
  version === 0
    ? {
        ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: marshall({ ':now': nowS }),
      }
    : { ConditionExpression: 'version = :v', ExpressionAttributeValues: marshall({ ':v': version }) };

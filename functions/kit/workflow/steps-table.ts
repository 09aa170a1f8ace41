/**
 * Rows of steps that wait, in the registry table: who waits for an answer, what is gathered, approvals, messages listened for.
 * What they look like is in contracts/tables/workflows.ts.
 *
 * 1. Several functions change the same row, so every write is conditional on the row as it was read: its revision.
 * 2. A reader never trusts TTL: a row past its time is not there.
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import { SELF_ROW } from '../../../contracts/tables/registry.ts';
import type { Clock } from '../clock.ts';
import { toItem } from '../item.ts';
import { readPartition, readRow } from '../partition.ts';

/** Each try that loses reads what the other wrote. */
const TRIES = 20;

interface Revised {
  readonly pk: string;
  readonly sk: string;
  readonly revision: number;
  readonly ttl: number;
}
/** A row to write: the table counts the revision. */
export type Unrevised<Row extends Revised> = Omit<Row, 'revision'>;

export interface StepsTable {
  read<Row extends Revised>(schema: z.ZodType<Row>, pk: string, sk?: string): Promise<Row | undefined>;
  /** In the order of their sort keys. */
  list<Row extends Revised>(schema: z.ZodType<Row>, pk: string, prefix?: string): Promise<Row[]>;
  /** False when it is not as it was `before` any more (undefined: not there): read again and decide again. */
  write<Row extends Revised>(row: Unrevised<Row>, before: Row | undefined): Promise<boolean>;
  remove(pk: string, sk: string): Promise<void>;
}

export function createStepsTable(client: DynamoDBClient, table: string, clock: Pick<Clock, 'now'>): StepsTable {
  const nowS = () => Math.floor(clock.now().getTime() / 1000);
  const live = <Row extends Revised>(schema: z.ZodType<Row>, found: unknown): Row[] => {
    const row = schema.parse(found);
    return row.ttl > nowS() ? [row] : [];
  };
  return {
    async read(schema, pk, sk = SELF_ROW) {
      const row = await readRow(client, table, pk, sk);
      return row && live(schema, row)[0];
    },
    async list<Row extends Revised>(schema: z.ZodType<Row>, pk: string, prefix = '') {
      return (await readPartition(client, table, pk, prefix)).flatMap((row) => live(schema, row));
    },
    async write(row, before) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: toItem({ ...row, revision: (before?.revision ?? 0) + 1 }),
            ...unchangedSince(before, nowS()),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async remove(pk, sk) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ pk, sk }) }));
    },
  };
}

/** `ttl` is a reserved word. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html */
const unchangedSince = (before: Revised | undefined, nowS: number) =>
  before
    ? {
        ConditionExpression: 'revision = :revision',
        ExpressionAttributeValues: marshall({ ':revision': before.revision }),
      }
    : {
        ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: marshall({ ':now': nowS }),
      };

/** Does something that may find that somebody was faster (`again`), until it does not. */
export async function untilFirst<T>(what: string, work: () => Promise<T | 'again'>): Promise<T> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const result = await work();
    if (result !== 'again') return result;
  }
  throw new Error(`${what} was changed by others ${TRIES} times running; whoever called tries again.`);
}

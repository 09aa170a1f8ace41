/** Writing many rows to DynamoDB: 25 a call, what was not processed again. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { fullJitterMs } from '../../domain/retry.ts';
import type { Clock } from './clock.ts';

const ROWS_PER_CALL = 25;
const TRIES = 6;
const BACKOFF = { firstMs: 25, factor: 2, longestMs: 1000 };

/** Puts rows, each over what stood under its key. Keys must differ. Throws when DynamoDB leaves some unwritten. */
export async function putRows(
  client: DynamoDBClient,
  table: string,
  rows: readonly object[],
  clock: Clock,
): Promise<void> {
  const calls = Array.from({ length: Math.ceil(rows.length / ROWS_PER_CALL) }, (_, i) =>
    rows.slice(i * ROWS_PER_CALL, (i + 1) * ROWS_PER_CALL),
  );
  await Promise.all(calls.map((call) => putCall(client, table, call, clock)));
}

async function putCall(client: DynamoDBClient, table: string, rows: readonly object[], clock: Clock): Promise<void> {
  let left: WriteRequest[] = rows.map((row) => ({
    PutRequest: { Item: marshall(row, { removeUndefinedValues: true }) },
  }));
  for (let attempt = 1; left.length > 0; attempt++) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = UnprocessedItems?.[table] ?? [];
    if (left.length === 0) return;
    if (attempt === TRIES)
      throw new Error(`DynamoDB left ${left.length} rows of ${table} unwritten after ${TRIES} tries.`);
    await clock.sleep(fullJitterMs(BACKOFF, attempt, clock.random()));
  }
}

/** When a row may go: DynamoDB's TTL is in epoch seconds. */
export const ttlAfterDays = (now: Date, days: number): number => Math.floor(now.getTime() / 1000) + days * 86_400;

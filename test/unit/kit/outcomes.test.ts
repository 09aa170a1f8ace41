/** What the history says of two copies of one message in a batch. */
import type { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { createRecordOutcomes, type Outcome } from '../../../functions/kit/outcomes.ts';
import { fakeClock } from './fakes.ts';

const outcome = (messageId: string, of: Outcome['outcome']): Outcome => ({
  messageId,
  agent: 'shop.packer',
  channel: 'shop.orders',
  lane: 'normal',
  outcome: of,
  finishedAt: '2026-01-31T12:00:00.000Z',
  durationMs: 1,
  waitedMs: 1,
  attempts: 1,
  published: [],
});

test.each([
  [['handled', 'failed'], 'handled'],
  [['failed', 'handled'], 'handled'],
  [['failed', 'failed'], 'failed'],
] as const)('copies that were %j are told as %s', async (copies, told) => {
  const written: unknown[] = [];
  const client = {
    send: async ({ input }: BatchWriteItemCommand) => {
      for (const { PutRequest } of Object.values(input.RequestItems ?? {}).flat())
        written.push(unmarshall(PutRequest?.Item ?? {}));
      return {};
    },
  } as unknown as DynamoDBClient;
  await createRecordOutcomes(client, 'history', 1, fakeClock())(copies.map((of) => outcome('m-1', of)));
  expect(written).toMatchObject([{ pk: 'message#m-1', sk: 'outcome#shop.packer', outcome: told }]);
});

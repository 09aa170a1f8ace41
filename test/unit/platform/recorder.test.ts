/** Every message is written once, however often it comes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRecorder } from '../../../functions/platform/recorder/recorder.ts';
import { batch, fakeClock, fakeLog, message, record } from '../kit/fakes.ts';
import { openTables, type Tables } from '../kit/tables.ts';
import { openLine } from './line.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
});
afterAll(() => tables.close());

const rowsOf = async (id: string) => (await tables.rows(tables.history)).filter(({ pk }) => pk === `message#${id}`);

test('a message has one row, also when it comes twice in a batch and again later', async () => {
  const line = openLine(tables);
  const one = message();
  expect(await line.record(one, one)).toEqual({ batchItemFailures: [] });
  line.clock.advance(1000);
  expect(await line.record(one)).toEqual({ batchItemFailures: [] });
  expect(await rowsOf(one.id)).toMatchObject([
    {
      sk: 'message',
      conversation: one.correlationId,
      channelHour: 'shop.orders#2026-01-31T12',
      agentHour: 'api#2026-01-31T12',
    },
  ]);
});

test('a later attempt has a row beside the first and stands in no index', async () => {
  const line = openLine(tables);
  const one = message();
  await line.record(one);
  await line.record({ ...one, attempt: 2, sentAt: '2026-01-31T12:00:09.000Z' });
  const rows = await rowsOf(one.id);
  expect(rows.map(({ sk }) => sk).sort()).toEqual(['attempt#002', 'message']);
  expect(await line.history.keys('byConversation', { partition: one.correlationId })).toHaveLength(1);
});

test('a message that has made too many hops is recorded too', async () => {
  const line = openLine(tables);
  const one = message({ hops: 99 });
  await line.record(one);
  expect(await rowsOf(one.id)).toHaveLength(1);
});

test('what is no message is put aside, and the others are recorded', async () => {
  const aside: string[] = [];
  const written: object[] = [];
  const recorder = createRecorder({
    now: fakeClock().now,
    historyDays: 1,
    subscribersOf: () => ['shop.packer'],
    putRows: async (rows) => {
      written.push(...rows);
    },
    deadLetter: async ({ body }, { code }) => {
      aside.push(`${code}: ${body}`);
    },
    log: fakeLog(),
  });
  expect(await recorder(batch(record('{'), record(message())))).toEqual({ batchItemFailures: [] });
  expect(aside).toEqual(['NotJson: {']);
  expect(written).toHaveLength(1);
});

test('when the table does not take a batch, all of it is delivered again', async () => {
  const recorder = createRecorder({
    now: fakeClock().now,
    historyDays: 1,
    subscribersOf: () => ['shop.packer'],
    putRows: () => Promise.reject(new Error('no table')),
    deadLetter: async () => {},
    log: fakeLog(),
  });
  const records = [record(message()), record(message())];
  expect(await recorder(batch(...records))).toEqual({
    batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
});

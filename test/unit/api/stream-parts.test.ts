/** The parts of the stream that meet AWS: the history read page by page, and the response of a streaming function. */
import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import { ExecutionDoesNotExist, type GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { readCursor, writeCursor } from '../../../functions/api/stream/cursor.ts';
import { executionEvents } from '../../../functions/api/stream/execution-events.ts';
import { sinkInto } from '../../../functions/kit/sink.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:execution:signalbox-test-workflow-report:one';
const AT = new Date('2026-01-31T12:00:00.000Z');

/** A history of so many events, given in pages as AWS does; `grow` may add some before a page. */
function history(size: number, grow: (call: number) => number = () => 0) {
  const calls: { reverse: boolean; size: number }[] = [];
  let total = size;
  const client = {
    send: async ({ input }: GetExecutionHistoryCommand) => {
      total += grow(calls.length + 1);
      const { maxResults = 100, reverseOrder = false, nextToken } = input;
      const all: HistoryEvent[] = Array.from({ length: total }, (_, i) => ({
        id: i + 1,
        previousEventId: i,
        type: 'PassStateEntered',
        timestamp: AT,
        stateEnteredEventDetails: { name: `s${i + 1}` },
      }));
      const from = nextToken === undefined ? (reverseOrder ? total : 1) : Number(nextToken);
      const events = reverseOrder
        ? all.slice(Math.max(0, from - maxResults), from).reverse()
        : all.slice(from - 1, from - 1 + maxResults);
      calls.push({ reverse: reverseOrder, size: events.length });
      const next = reverseOrder ? from - maxResults : from + maxResults;
      const more = reverseOrder ? next > 0 : next <= total;
      return { events, ...(more && { nextToken: String(next) }) };
    },
  };
  return { calls, read: executionEvents(client as never, ARN) };
}

const ids = (events: readonly { id: number }[] | undefined) => events?.map(({ id }) => id) ?? [];
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('the history of an execution', () => {
  test('is read whole at first, then backwards to what is known', async () => {
    const { read, calls } = history(2500);
    expect(ids(await read(0))).toEqual(range(1, 2500));
    expect(calls.map(({ size }) => size)).toEqual([1000, 1000, 500]);
    expect(ids(await read(2380))).toEqual(range(2381, 2500));
    expect(ids(await read(2500))).toEqual([]);
    expect(calls.slice(3)).toEqual([50, 50, 50, 50].map((size) => ({ reverse: true, size })));
  });

  test('has no hole: what came while it was read is for the next reading', async () => {
    const { read } = history(60, (call) => (call === 2 ? 7 : 0));
    const first = ids(await read(5));
    expect(first).toEqual(range(6, first.at(-1) ?? 0));
    expect(ids(await read(first.at(-1) ?? 0))).toEqual(range((first.at(-1) ?? 0) + 1, 67));
  });

  test('has the names of states and errors', async () => {
    const events: HistoryEvent[] = [
      { id: 1, type: 'TaskStateEntered', timestamp: AT, stateEnteredEventDetails: { name: 'ask' } },
      {
        id: 2,
        previousEventId: 1,
        type: 'TaskFailed',
        timestamp: AT,
        taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', error: 'Unwell', cause: 'x' },
      },
      { id: 3, previousEventId: 2, type: 'ExecutionSucceeded', timestamp: AT },
    ];
    const read = executionEvents({ send: async () => ({ events }) } as never, ARN);
    expect(await read(0)).toEqual([
      { id: 1, type: 'TaskStateEntered', at: AT.toISOString(), previous: undefined, state: 'ask' },
      { id: 2, type: 'TaskFailed', at: AT.toISOString(), previous: 1, error: 'Unwell' },
      { id: 3, type: 'ExecutionSucceeded', at: AT.toISOString(), previous: 2 },
    ]);
  });

  test('of an execution that is not there is undefined; another failure is thrown', async () => {
    const failing = (error: Error) =>
      executionEvents(
        {
          send: async () => {
            throw error;
          },
        } as never,
        ARN,
      );
    expect(await failing(new ExecutionDoesNotExist({ message: 'no', $metadata: {} }))(0)).toBeUndefined();
    await expect(failing(new Error('busy'))(0)).rejects.toThrow('busy');
  });
});

describe('the response', () => {
  const open = (out: Writable) => sinkInto(out, (stream) => stream)({ statusCode: 200, headers: {} });

  test('puts the head ahead, and ends when all is on its way', async () => {
    const heads: unknown[] = [];
    const out = new PassThrough();
    const body = sinkInto(out, (stream, head) => {
      heads.push(head);
      return stream;
    })({ statusCode: 404, headers: { a: 'b' } });
    await body.write('text');
    await body.end();
    expect(heads).toEqual([{ statusCode: 404, headers: { a: 'b' } }]);
    expect(String(out.read())).toBe('text');
  });

  test('makes the writer wait for a slow reader', async () => {
    const out = new PassThrough({ highWaterMark: 4 });
    const body = open(out);
    let written = false;
    const writing = body.write('12345678').then(() => {
      written = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(written).toBe(false);
    out.read();
    await writing;
    expect(body.gone).toBe(false);
  });

  test('is gone when the stream closes: nobody waits any longer, and later writes are dropped', async () => {
    const out = new PassThrough({ highWaterMark: 4 });
    const body = open(out);
    const writing = body.write('12345678');
    out.destroy();
    await once(out, 'close');
    await Promise.all([writing, body.closed, body.write('more'), body.end()]);
    expect(body.gone).toBe(true);
  });

  test('is gone when the stream fails', async () => {
    const out = new PassThrough();
    const body = open(out);
    out.destroy(new Error('reset'));
    await body.closed;
    await body.end();
    expect(body.gone).toBe(true);
  });
});

describe('an id', () => {
  const cursor = {
    execution: 'report:one',
    event: 12,
    recordedMs: 1_769_860_800_000,
    recent: ['0a1b2c', 'ffffff'],
    ended: true,
  };
  test('says what it was made of, to its own execution alone', () => {
    const text = writeCursor(cursor);
    expect(readCursor(text, 'report:one')).toEqual(cursor);
    expect(readCursor(text, 'report:two')).toBeUndefined();
  });

  test.each([
    '',
    '1',
    '1.2.3',
    'abc',
    ` ${writeCursor(cursor)}`,
    `${writeCursor(cursor)}.end`,
    writeCursor(cursor).slice(0, -5),
    'x'.repeat(100_000),
  ])('is not any text: %.40s', (text) => {
    expect(readCursor(text, 'report:one')).toBeUndefined();
  });
});

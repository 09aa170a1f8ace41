/** Records that come again: what ended the function the last time ends it alone, and the others are done with. */
import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { carefully } from '../../../functions/kit/redelivered.ts';
import { memoryState } from '../fleet-agents/memory-state.ts';
import { fakeClock, fakeLog, record } from './fakes.ts';

const received = (body: string, receives: number): SQSRecord => {
  const one = record(body);
  return { ...one, attributes: { ...one.attributes, ApproximateReceiveCount: `${receives}` } };
};
const again = (records: readonly SQSRecord[]): SQSRecord[] =>
  records.map((one) => {
    const receives = Number(one.attributes.ApproximateReceiveCount) + 1;
    return { ...one, attributes: { ...one.attributes, ApproximateReceiveCount: `${receives}` } };
  });

class FunctionEnded extends Error {}

/** A queue and a function in front of it: a record whose body is `poison` ends the function. */
function openQueue() {
  const deps = { state: memoryState(), clock: fakeClock(), log: fakeLog() };
  const removed: string[] = [];
  const batches: string[][] = [];
  const remove = async (records: readonly SQSRecord[]) => {
    removed.push(...records.map(({ body }) => body));
  };
  const settled = async (records: readonly SQSRecord[]) => {
    batches.push(records.map(({ body }) => body));
    if (records.some(({ body }) => body === 'poison')) throw new FunctionEnded();
    return records.filter(({ body }) => body === 'fails').map(({ messageId }) => messageId);
  };
  return {
    ...deps,
    removed,
    batches,
    deliver: (records: readonly SQSRecord[]) => carefully(records, settled, { ...deps, remove }),
  };
}

test('new records are handled together, and their queue removes them', async () => {
  const { deliver, batches, removed, state } = openQueue();
  expect(await deliver([received('a', 1), received('b', 1)])).toEqual([]);
  expect([batches, removed, state.writes()]).toEqual([[['a', 'b']], [], 0]);
});

test('a record that comes again alone is handled like any other', async () => {
  const { deliver, batches, removed, state } = openQueue();
  await deliver([received('a', 3)]);
  expect([batches, removed, state.writes()]).toEqual([[['a']], [], 0]);
});

test('what ends the function has ended it alone at the third delivery at the latest', async () => {
  const { deliver, removed, batches } = openQueue();
  const first = [received('a', 1), received('poison', 1), received('b', 1)];
  await expect(deliver(first)).rejects.toThrow(FunctionEnded);
  await expect(deliver(again(first))).rejects.toThrow(FunctionEnded);
  expect(removed).toEqual(['a']);
  const third = again(again(first)).filter(({ body }) => !removed.includes(body));
  await expect(deliver(third)).rejects.toThrow(FunctionEnded);
  expect(removed).toEqual(['a', 'b']);
  expect(batches).toEqual([['a', 'poison', 'b'], ['a'], ['poison'], ['b'], ['poison']]);
});

test('new records go first and are gone before one that came before may end the function', async () => {
  const { deliver, removed, batches } = openQueue();
  await expect(deliver([received('poison', 2), received('new', 1)])).rejects.toThrow(FunctionEnded);
  expect([batches, removed]).toEqual([[['new'], ['poison']], ['new']]);
});

test('what fails without ending the function is delivered again, unnoted', async () => {
  const { deliver, removed, state } = openQueue();
  const fails = received('fails', 2);
  expect(await deliver([fails, received('a', 2)])).toEqual([fails.messageId]);
  expect(removed).toEqual(['a']);
  expect(state.rows()).toEqual({});
});

test('a table that is away delays nothing', async () => {
  const { log } = openQueue();
  const away = async () => {
    throw new Error('no table');
  };
  const handled: string[] = [];
  const settled = async (records: readonly SQSRecord[]) => {
    handled.push(...records.map(({ body }) => body));
    return [];
  };
  const state = { get: away, put: away, delete: away, list: away };
  const deps = { state, remove: away, clock: fakeClock(), log };
  expect(await carefully([received('a', 2), received('b', 2)], settled, deps)).toEqual([]);
  expect(handled).toEqual(['a', 'b']);
  expect(log.lines.every((line) => line.startsWith('warn:'))).toBe(true);
});

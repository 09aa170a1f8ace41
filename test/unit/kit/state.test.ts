/** What agents remember, judged by a DynamoDB: conditions on versions, entries past their time. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { change } from '../../../functions/kit/change.ts';
import { createState } from '../../../functions/kit/state.ts';
import { fakeClock } from './fakes.ts';
import { openTables, type Tables } from './tables.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
});
afterAll(() => tables.close());

const open = (agent: string) => {
  const clock = fakeClock();
  return { clock, state: createState(tables.client, tables.registry, agent, clock) };
};

test('of two who write the same version, one is refused', async () => {
  const { state } = open('a');
  expect(await Promise.all([1, 2].map((value) => state.put('p', 'k', value, { ifVersion: 0 })))).toContain(false);
  expect((await state.get('p', 'k'))?.version).toBe(1);
  expect(await state.put('p', 'k', 'next', { ifVersion: 1 })).toBe(true);
  expect(await state.get('p', 'k')).toEqual({ key: 'k', value: 'next', version: 2 });
});

test('an entry past its time is gone, and may be made anew', async () => {
  const { state, clock } = open('b');
  const keepUntil = new Date(clock.now().getTime() + 60_000);
  await state.put('p', 'short', 1, { ifVersion: 0, keepUntil });
  await state.put('p', 'long', 2);
  expect((await state.list('p')).map(({ key }) => key)).toEqual(['long', 'short']);
  clock.advance(61_000);
  expect(await state.get('p', 'short')).toBeUndefined();
  expect((await state.list('p')).map(({ key }) => key)).toEqual(['long']);
  expect(await state.put('p', 'short', 3, { ifVersion: 0 })).toBe(true);
});

test('many who change one entry at once lose nothing', async () => {
  const { state } = open('c');
  const add = () => change<number, void>(state, 'p', 'sum', (before = 0) => ({ value: before + 1, result: undefined }));
  await Promise.all(Array.from({ length: 6 }, add));
  expect((await state.get<number>('p', 'sum'))?.value).toBe(6);
});

test('what is likely new costs no read, and what is not is not overwritten', async () => {
  const { state } = open('d');
  const append = (word: string) =>
    change<string, void>(state, 'p', 'k', (before = '') => ({ value: before + word, result: undefined }), {
      isLikelyNew: true,
    });
  await append('one ');
  await append('two');
  expect((await state.get('p', 'k'))?.value).toBe('one two');
});

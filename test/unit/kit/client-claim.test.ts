/** A client's own id or key is taken once, whatever crashes in between. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClientClaims, LEASE_MS } from '../../../functions/kit/client-claim.ts';
import { fakeClock } from './fakes.ts';
import { openTables, type Tables } from './tables.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
});
afterAll(() => tables.close());

const open = () => {
  const clock = fakeClock();
  return { clock, claims: createClientClaims(tables.client, tables.registry, clock) };
};

test('a name is new once, in progress while it is held, and done with its answer afterwards', async () => {
  const { claims } = open();
  expect(await claims.claim('a', 'print')).toMatchObject({ state: 'new' });
  expect(await claims.claim('a', 'print')).toEqual({ state: 'in-progress', retryAfterS: LEASE_MS / 1000 });
  await claims.done('a', '{"status":202}');
  expect(await claims.claim('a', 'print')).toEqual({ state: 'done', answer: '{"status":202}' });
});

test('a name with another content is refused, before and after it is done', async () => {
  const { claims } = open();
  await claims.claim('b', 'print');
  expect(await claims.claim('b', 'other')).toEqual({ state: 'different' });
  await claims.done('b');
  expect(await claims.claim('b', 'other')).toEqual({ state: 'different' });
});

test('after a crash the lease runs out and the next one goes on with the same seed', async () => {
  const { claims, clock } = open();
  const first = await claims.claim('c', 'print');
  clock.advance(LEASE_MS + 1);
  expect(await claims.claim('c', 'print')).toEqual(first);
});

test('a claim given back is free at once', async () => {
  const { claims } = open();
  const first = await claims.claim('d', 'print');
  await claims.release('d');
  expect(await claims.claim('d', 'print')).toEqual(first);
});

test('of many who ask at once exactly one is first', async () => {
  const { claims } = open();
  const answers = await Promise.all(Array.from({ length: 8 }, () => claims.claim('e', 'print')));
  expect(answers.filter(({ state }) => state === 'new')).toHaveLength(1);
});

test('a claim past its time to live does not count, deleted or not', async () => {
  const { claims, clock } = open();
  await claims.claim('f', 'print');
  await claims.done('f');
  clock.advance(15 * 86_400_000);
  expect(await claims.claim('f', 'other')).toMatchObject({ state: 'new' });
});

/** The budget layer over a DynamoDB: what is reserved, what is settled, who waits, who is refused; never a nano-dollar over a cap. */
import { beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../functions/kit/clock.ts';
import { createBudgetStore, setCap } from '../../../functions/kit/model/budget-store.ts';
import type { Transport } from '../../../functions/kit/model/port.ts';
import type { Tables } from '../kit/tables.ts';
import { callOf, fault, outcome, settled, testClock, text, words } from './layers-world.ts';
import { answering, budgetRow, cloudTables, DAY, endWith, heldOf, moneyWorld, paidCall } from './money.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await cloudTables();
  return () => tables.close();
});

const usd = (nanoUsd: number) => nanoUsd / 1e9;
/** Caps of a day alone. */
const day = (nanoUsd: number) => ({ stage: { day: usd(nanoUsd) } });

test('the most that a call can cost is held while it runs, and what it cost is spent after', async () => {
  let during: Awaited<ReturnType<typeof budgetRow>>;
  const { call, costs, events, spent } = paidCall();
  const { ask } = moneyWorld(
    tables,
    async function* (one) {
      during = await budgetRow(tables, DAY);
      yield* answering(10)(one);
    },
    day(1_000_000),
    testClock(),
  );
  expect(await outcome(ask, call)).toHaveLength(2);
  expect(during).toMatchObject({ cap: 1_000_000, left: 1_000_000 - costs(100), spent: 0, holds: 1 });
  expect(await budgetRow(tables, DAY)).toMatchObject({ left: 1_000_000 - costs(10), spent: costs(10), holds: 0 });
  expect(spent()).toBe(costs(10));
  expect(words(events)).toEqual([]);
});

test('every scope that has a cap pays, and no other has a row', async () => {
  const { call, costs } = paidCall({
    payer: { agent: 'lab.thinker', system: 'lab', conversation: 'talk', execution: 'debate:1' },
  });
  const caps = {
    stage: { day: 1, system: 1, agent: 1, conversation: 1, execution: 1 },
    agent: { day: 0.5, conversation: 0.25 },
  };
  await outcome(moneyWorld(tables, answering(10), caps, testClock()).ask, call);
  const rows = (await tables.rows(tables.registry)).filter(({ sk }) => sk === 'self');
  expect(rows.map(({ pk, cap, spent }) => [pk, cap, spent]).sort()).toEqual(
    [
      ['budget#day#2026-01-31', 1e9, costs(10)],
      ['budget#system#lab@2026-01-31', 1e9, costs(10)],
      ['budget#agent#lab.thinker@2026-01-31', 0.5e9, costs(10)],
      ['budget#agent#lab.thinker:talk', 0.25e9, costs(10)],
      ['budget#conversation#talk', 1e9, costs(10)],
      ['budget#execution#debate:1', 1e9, costs(10)],
    ].sort(),
  );
});

test('what costs nothing, and what no cap is on, touches no row; its cost is told all the same', async () => {
  const free = callOf();
  await outcome(moneyWorld(tables, answering(10), day(1), testClock()).ask, free.call);
  const uncapped = paidCall();
  await outcome(moneyWorld(tables, answering(10), { stage: {} }, testClock()).ask, uncapped.call);
  expect(uncapped.spent()).toBe(uncapped.costs(10));
  expect(await tables.rows(tables.registry)).toEqual([]);
});

test('a model without a price is refused before anybody is asked', async () => {
  const { ask } = moneyWorld(tables, answering(10), { stage: {} }, testClock());
  const [error] = await outcome(ask, callOf({ model: 'openai-compatible:mystery' }).call);
  expect(error).toMatchObject({ name: 'UnknownPrice', message: expect.stringContaining('SIGNALBOX_MODEL_PRICES_USD') });
});

test('what is left pays for a shorter answer, and the provider is held to that', async () => {
  const asked: { maxOutputTokens: number }[] = [];
  const { call, costs, events } = paidCall();
  const { ask } = moneyWorld(tables, answering(1_000, asked as never), day(costs(70)), testClock());
  expect((await outcome(ask, call)).at(-1)).toMatchObject({ usage: { outputTokens: 70 } });
  expect(asked.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([70]);
  expect(words(events)).toEqual(['limited 70']);
  expect(await budgetRow(tables, DAY)).toMatchObject({ left: 0, spent: costs(70) });
});

test('less than a useful answer is refused, with what is left and what to do; the other scopes get theirs back', async () => {
  const { call, costs, spent } = paidCall();
  const caps = { stage: { day: usd(costs(63)), conversation: 1 } };
  const [error] = await outcome(moneyWorld(tables, answering(10), caps, testClock()).ask, call);
  expect(error).toMatchObject({ name: 'BudgetExhausted' });
  const told = `The day budget of 2026-01-31 has $${usd(costs(63))} left of $${usd(costs(63))}`;
  expect(String(error)).toContain(told);
  expect(String(error)).toContain(`needs $${usd(costs(64))} at least. Raise the cap with PUT /v1/budgets/day/`);
  expect(await budgetRow(tables, { scope: 'conversation', id: 'talk' })).toMatchObject({
    left: 1e9,
    spent: 0,
    holds: 0,
  });
  expect(spent()).toBe(0);
});

test('an answer for which few tokens were asked needs no more than those', async () => {
  const { call, costs } = paidCall({ maxOutputTokens: 5 });
  expect(await outcome(moneyWorld(tables, answering(5), day(costs(5)), testClock()).ask, call)).toHaveLength(2);
});

test.each([
  ['ProviderFailed', [], 0],
  ['RateLimited', [], 0],
  ['Timeout', [], undefined],
  ['ContentFiltered', [], undefined],
  ['ProviderFailed', ['four words, or five'], 8],
] as const)('a call that ends with %s after %o costs that', async (code, pieces, tokens) => {
  const { call, costs, spent } = paidCall();
  const provider: Transport = async function* () {
    for (const piece of pieces) yield text(piece);
    throw fault(code);
  };
  await outcome(moneyWorld(tables, provider, day(1_000_000), testClock()).ask, call);
  const cost = code !== 'Timeout' && tokens === 0 ? 0 : costs(tokens ?? 0);
  expect(spent()).toBe(cost);
  expect(await budgetRow(tables, DAY)).toMatchObject({ spent: cost, left: 1_000_000 - cost, holds: 0 });
});

test('whoever stops reading pays for the input and what came, and holds nothing any more', async () => {
  const { call, costs } = paidCall();
  for await (const _ of moneyWorld(tables, answering(50), day(1_000_000), testClock()).ask(call)) break;
  expect(await budgetRow(tables, DAY)).toMatchObject({ spent: costs(2), holds: 0 });
});

test('a provider that tells of absurd usage is not believed, and the log says so', async () => {
  const { call, costs, spent } = paidCall();
  const provider: Transport = async function* () {
    yield endWith({ inputTokens: 10, outputTokens: 1e12 });
  };
  const { ask, log } = moneyWorld(tables, provider, day(1_000_000), testClock());
  await outcome(ask, call);
  expect(spent()).toBe(costs(100));
  expect(await budgetRow(tables, DAY)).toMatchObject({ spent: costs(100), left: 1_000_000 - costs(100) });
  expect(log.lines).toEqual([expect.stringContaining('what was reserved is counted')]);
});

/** A provider that answers when the test says so. */
function held(outputTokens: number) {
  const answer: (() => void)[] = [];
  const provider: Transport = async function* (call) {
    await new Promise<void>((resolve) => answer.push(resolve));
    yield* answering(outputTokens)(call);
  };
  return { provider, answer };
}
const until = async (isSo: () => boolean) => {
  while (!isSo()) await settled();
};

test('a call waits for money that others hold, rather than being cut short, and goes on when they settle', async () => {
  const clock = testClock({ byHand: true });
  const { provider, answer } = held(10);
  const [first, second] = [paidCall(), paidCall()];
  const { ask } = moneyWorld(tables, provider, day(first.costs(190)), clock);
  const one = outcome(ask, first.call);
  await until(() => answer.length === 1);
  const two = outcome(ask, second.call);
  await until(() => clock.slept.length > 0);
  await clock.advance(50);
  answer[0]?.();
  await one;
  await until(() => answer.length === 2);
  answer[1]?.();
  expect((await two).at(-1)).toMatchObject({ reason: 'stop' });
  expect(words(second.events)).toEqual(['waited budget 50']);
  expect(await budgetRow(tables, DAY)).toMatchObject({ spent: 2 * first.costs(10), holds: 0 });
});

test('it waits no longer than its own time, and is refused then', async () => {
  const clock = testClock({ byHand: true });
  const { provider, answer } = held(10);
  const [first, second] = [paidCall(), paidCall({ untilMs: 5_000 })];
  const { ask } = moneyWorld(tables, provider, day(first.costs(110)), clock);
  const one = outcome(ask, first.call);
  await until(() => answer.length === 1);
  const two = outcome(ask, second.call);
  for (let looks = 1; clock.monotonicMs() < 5_000; looks++) {
    await until(() => clock.slept.length >= looks);
    await clock.advance(clock.slept.at(-1) ?? 0);
  }
  expect(await two).toMatchObject([{ name: 'BudgetExhausted' }]);
  expect(words(second.events)).toEqual(['waited budget 5000']);
  answer[0]?.();
  await one;
});

test('whoever aborts while it waits is let go at once', async () => {
  const clock = testClock({ byHand: true });
  const { provider, answer } = held(10);
  const abort = new AbortController();
  const [first, second] = [paidCall(), paidCall({ signal: abort.signal })];
  const { ask } = moneyWorld(tables, provider, day(first.costs(110)), clock);
  const one = outcome(ask, first.call);
  await until(() => answer.length === 1);
  const two = outcome(ask, second.call);
  await until(() => clock.slept.length > 0);
  abort.abort();
  expect(await two).toMatchObject([{ name: 'Aborted' }]);
  answer[0]?.();
  await one;
  expect(await budgetRow(tables, DAY)).toMatchObject({ holds: 0, spent: first.costs(10) });
});

test('what a crashed holder held comes back a minute after its call would have ended, and is told as lapsed', async () => {
  const clock = testClock();
  const store = createBudgetStore(tables.client, tables.registry, clock);
  const { call, costs } = paidCall({ untilMs: 10_000 });
  const cap = costs(110);
  const hold = { id: 'of-the-dead', nanoUsd: costs(100), untilMs: clock.now().getTime() + 70_000 };
  expect(await store.reserve({ ...DAY, capNanoUsd: cap }, hold)).toBeUndefined();
  const { ask } = moneyWorld(tables, answering(10), day(cap), clock);
  expect(await outcome(ask, call)).toMatchObject([{ name: 'BudgetExhausted' }]);
  await clock.advance(70_000);
  expect(await outcome(ask, paidCall().call)).toHaveLength(2);
  expect(await budgetRow(tables, DAY)).toMatchObject({
    lapsed: costs(100),
    spent: costs(10),
    left: cap - costs(10),
    holds: 0,
  });
});

test('a holder that was only slow pays after its hold has lapsed', async () => {
  const clock = testClock();
  const { call, costs } = paidCall({ untilMs: 10_000 });
  const store = createBudgetStore(tables.client, tables.registry, clock);
  const cap = costs(110);
  const provider: Transport = async function* (one) {
    await clock.advance(80_000);
    const refused = await store.reserve({ ...DAY, capNanoUsd: cap }, { id: 'next', nanoUsd: cap, untilMs: 0 });
    for (const hold of refused?.lapsed ?? []) await store.lapse(DAY, hold);
    yield* answering(10)(one);
  };
  await outcome(moneyWorld(tables, provider, day(cap), clock, store).ask, call);
  expect(await budgetRow(tables, DAY)).toMatchObject({ spent: costs(10), left: cap - costs(10), lapsed: 0, holds: 0 });
});

test('a write that the SDK makes twice, because its answer was lost, counts once', async () => {
  const clock = testClock();
  const store = createBudgetStore(tables.client, tables.registry, clock);
  const budget = { ...DAY, capNanoUsd: 1_000 };
  const hold = { id: 'one', nanoUsd: 400, untilMs: clock.now().getTime() + 70_000 };
  expect(await store.reserve(budget, hold)).toBeUndefined();
  expect(await store.reserve(budget, hold)).toBeUndefined();
  expect(await budgetRow(tables, DAY)).toMatchObject({ left: 600, holds: 1 });
  await store.settle(DAY, hold, 100);
  await store.settle(DAY, hold, 100);
  expect(await budgetRow(tables, DAY)).toMatchObject({ left: 900, spent: 100, holds: 0 });
});

test('a cap that settings change counts from the next call on; one that somebody set stays', async () => {
  const clock = testClock();
  const store = createBudgetStore(tables.client, tables.registry, clock);
  const hold = (id: string) => ({ id, nanoUsd: 300, untilMs: clock.now().getTime() + 70_000 });
  await store.reserve({ ...DAY, capNanoUsd: 1_000 }, hold('a'));
  expect(await store.reserve({ ...DAY, capNanoUsd: 500 }, hold('b'))).toMatchObject({ cap: 500, left: 200, held: 300 });
  expect(await store.reserve({ ...DAY, capNanoUsd: 600 }, hold('b'))).toBeUndefined();
  await setCap({ client: tables.client, table: tables.registry, clock }, DAY, 100, 'alice');
  expect(await budgetRow(tables, DAY)).toMatchObject({ cap: 100, left: -500, capSetBy: 'alice', holds: 2 });
  expect(await store.reserve({ ...DAY, capNanoUsd: 9_000 }, hold('c'))).toMatchObject({ cap: 100, left: -500 });
  await store.settle(DAY, hold('a'), 10);
  await store.settle(DAY, hold('b'), 10);
  expect(await budgetRow(tables, DAY)).toMatchObject({ cap: 100, left: 80, spent: 20 });
});

test('a cap that somebody set counts also where nothing else has one', async () => {
  const clock = testClock();
  const talk = { scope: 'conversation', id: 'talk' } as const;
  await setCap({ client: tables.client, table: tables.registry, clock }, talk, 10, 'alice');
  const { ask } = moneyWorld(tables, answering(10), { stage: {} }, clock);
  expect(await outcome(ask, paidCall().call)).toMatchObject([
    { name: 'BudgetExhausted', message: expect.stringContaining('conversation budget of talk') },
  ]);
});

test('a conversation that waits for its money keeps no other one waiting', async () => {
  const clock = testClock({ byHand: true });
  const { provider, answer } = held(10);
  const of = (conversation: string) => paidCall({ payer: { agent: 'lab.thinker', system: 'lab', conversation } });
  const [first, second, third, other] = [of('a'), of('a'), of('a'), of('b')];
  const caps = { stage: { day: 1, conversation: usd(first.costs(110)) } };
  const { ask } = moneyWorld(tables, provider, caps, clock);
  const one = outcome(ask, first.call);
  await until(() => answer.length === 1);
  const waiting = [outcome(ask, second.call)];
  await until(() => clock.slept.length > 0);
  waiting.push(outcome(ask, third.call));
  const quick = outcome(ask, other.call);
  await until(() => answer.length === 2);
  answer[1]?.();
  expect((await quick).at(-1)).toMatchObject({ reason: 'stop' });
  expect(words(other.events)).toEqual([]);
  answer[0]?.();
  await one;
  await until(() => answer.length === 3);
  answer[2]?.();
  await until(() => answer.length === 4);
  answer[3]?.();
  expect((await Promise.all(waiting)).map((all) => all.at(-1))).toMatchObject([{ reason: 'stop' }, { reason: 'stop' }]);
  expect(words(third.events)).toEqual(['limited 75']);
});

test('environments that know nothing of each other share a cap, and the last one that waits finds what the others left', async () => {
  const cap = 20 * paidCall().costs(25);
  const clock = { ...systemClock, now: () => new Date('2026-01-31T12:00:00Z') };
  const environments = Array.from({ length: 4 }, () => moneyWorld(tables, answering(25), day(cap), clock).ask);
  const calls = Array.from({ length: 60 }, () => paidCall({ untilMs: clock.monotonicMs() + 600_000 }));
  await Promise.all(calls.map(({ call }, i) => outcome(environments[i % 4] as Transport, call)));
  const row = await budgetRow(tables, DAY);
  expect(row).toMatchObject({ cap, holds: 0, spent: calls.reduce((sum, one) => sum + one.spent(), 0) });
  expect(row?.left).toBeGreaterThanOrEqual(0);
  expect(row?.left).toBeLessThan(paidCall().costs(64));
});

test('1,000 calls at once against a cap: never over it, and nearly all of it is used', async () => {
  const cap = 100 * paidCall().costs(25);
  const lefts: number[] = [];
  const provider: Transport = async function* (call) {
    if (lefts.length < 10) lefts.push((await budgetRow(tables, DAY))?.left ?? -1);
    yield* answering(25)(call);
  };
  const clock = { ...systemClock, now: () => new Date('2026-01-31T12:00:00Z') };
  const { ask } = moneyWorld(tables, provider, day(cap), clock);
  const calls = Array.from({ length: 1_000 }, () => paidCall({ untilMs: clock.monotonicMs() + 600_000 }));
  const ends = await Promise.all(calls.map(async ({ call }) => (await outcome(ask, call)).at(-1)));
  const row = await budgetRow(tables, DAY);
  expect(ends.filter((one) => one instanceof Error && one.name !== 'BudgetExhausted')).toEqual([]);
  expect(row).toMatchObject({ cap, holds: 0 });
  expect(row && heldOf(row)).toBe(0);
  expect(row?.spent).toBe(calls.reduce((sum, one) => sum + one.spent(), 0));
  expect(row?.spent).toBeLessThanOrEqual(cap);
  expect(row?.spent).toBeGreaterThanOrEqual(0.95 * cap);
  expect(Math.min(...lefts)).toBeGreaterThanOrEqual(0);
});

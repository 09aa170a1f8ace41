/** The layers as they are put together: exact events of questions whose provider does as a script says. */
import { expect, test } from 'vitest';
import type { ModelRef } from '../../../contracts/model.ts';
import type { ModelUse } from '../../../contracts/system.ts';
import { CLOSED } from '../../../domain/model/breaker.ts';
import type { BreakerStore, KeptBreaker } from '../../../functions/kit/model/breaker-store.ts';
import type { BudgetStore, OwnHold } from '../../../functions/kit/model/budget-store.ts';
import { composeLayers } from '../../../functions/kit/model/compose.ts';
import type { KeptAnswer } from '../../../functions/kit/model/kept-answers.ts';
import { createBreaker } from '../../../functions/kit/model/layers/breaker.ts';
import { ModelError, type Transport } from '../../../functions/kit/model/port.ts';
import { fakeClock } from '../kit/fakes.ts';
import { settingsOf } from './model-calls.ts';
import { end, modelOf, said, text } from './scripted.ts';

const FIRST: ModelRef = 'bedrock:amazon.nova-pro-v1:0';
const CHEAPER: ModelRef = 'bedrock:amazon.nova-lite-v1:0';
const failed = new ModelError('ProviderFailed', 'Status 500.');

type Does = (model: ModelRef, nth: number) => readonly (ReturnType<typeof said> | ModelError)[];

/** All in memory; `left` are nano-dollars of the one budget there is. */
function world(does: Does, { use = {}, left = 1e12 }: { readonly use?: ModelUse; readonly left?: number } = {}) {
  const clock = { ...fakeClock(), sleep: async () => undefined };
  let asked = 0;
  const provider: Transport = async function* ({ model }) {
    asked += 1;
    for (const one of does(model, asked)) {
      if (one instanceof ModelError) throw one;
      yield one;
    }
  };
  const breakers = new Map<ModelRef, KeptBreaker>();
  const store: BreakerStore = {
    read: async (model) => breakers.get(model) ?? { breaker: CLOSED, version: 0 },
    swap: async (model, { version }, breaker) => {
      const kept = { breaker, version: version + 1 };
      breakers.set(model, kept);
      return kept;
    },
  };
  const holds = new Map<string, OwnHold>();
  const money = { left, spent: 0 };
  const budgets: BudgetStore = {
    async reserve({ scope, id }, hold) {
      if (scope !== 'day') return undefined;
      if (money.left < hold.nanoUsd) return { ...{ scope, id, cap: left, left: money.left, held: 0 }, lapsed: [] };
      money.left -= hold.nanoUsd;
      holds.set(hold.id, hold);
      return undefined;
    },
    async settle({ scope }, hold, cost) {
      if (scope !== 'day' || !holds.delete(hold.id)) return;
      money.left += hold.nanoUsd - cost;
      money.spent += cost;
    },
    lapse: async () => undefined,
    setCaps: async () => new Set(),
  };
  const kept = new Map<string, KeptAnswer>();
  const settings = settingsOf({ models: [FIRST, CHEAPER], capsUsd: { day: left / 1e9 } });
  const layers = composeLayers({
    ...{ settings, clock, provider, budgets },
    breaker: createBreaker({
      ...{ clock, store, rules: { ...settings.breaker, leaseMs: 60_000 }, timeoutMs: 10_000 },
      announce: async () => undefined,
      onStoreFailure: (error) => {
        throw error;
      },
    }),
    answers: {
      read: async (pk, sk) => kept.get(`${pk}/${sk}`),
      keep: async (pk, sk, answer) => {
        kept.set(`${pk}/${sk}`, answer);
      },
    },
    contextOf: async () => undefined,
    log: { warn: () => undefined },
  });
  const layersFor = layers({ id: 'council.sceptic', use });
  const modelFor = (messageId: string) =>
    modelOf(
      { calls: [], closed: () => 0, transport: provider },
      { clock, models: settings.models, transport: (n, models) => layersFor({ messageId, n, models }) },
    ).model;
  return { modelFor, money, asked: () => asked, holds };
}

const reply = {
  ...({ system: 'You chat.', messages: [{ role: 'user', text: 'Hello.' }] } as const),
  maxOutputTokens: 100,
};
const question = { ...reply, prompt: { id: 'chat/sceptic', version: 1 }, offline: () => '' };

test('A question that goes well is one attempt, paid with what it used', async () => {
  const { modelFor, money, holds } = world(() => [...text('Hello.')]);
  const answer = await modelFor('m-1').reply(question);
  expect(answer.events).toEqual([{ event: 'attempted', model: FIRST, attempt: 1 }]);
  // 10 tokens at 0.8 and 5 at 3.2 US dollars for a million
  expect([answer.costNanoUsd, money.spent, holds.size]).toEqual([24_000, 24_000, 0]);
});

test('Handled again, a message gets its answers again, and nobody is asked or paid', async () => {
  const { modelFor, money, asked } = world((_, nth) => [...text(`Answer ${nth}.`)]);
  const first = modelFor('m-1');
  expect([(await first.reply(question)).value, (await first.reply(question)).value]).toEqual([
    'Answer 1.',
    'Answer 2.',
  ]);
  const again = modelFor('m-1');
  const answers = [await again.reply(question), await again.reply(question)];
  expect(answers.map(({ value, costNanoUsd }) => [value, costNanoUsd])).toEqual([
    ['Answer 1.', 0],
    ['Answer 2.', 0],
  ]);
  expect(answers[0]?.model).toBe(FIRST);
  expect(answers[0]?.events).toEqual([{ event: 'given-again', model: FIRST }]);
  expect([asked(), money.spent]).toEqual([2, 48_000]);
  expect((await modelFor('m-2').reply(question)).value).toBe('Answer 3.');
});

test('A failure is tried again, and each try has its own event', async () => {
  const { modelFor } = world((_, nth) => (nth < 3 ? [failed] : [...text('Hello.')]));
  const { events } = await modelFor('m-1').reply(question);
  expect(events).toEqual([
    { event: 'attempted', model: FIRST, attempt: 1 },
    { event: 'failed', model: FIRST, attempt: 1, code: 'ProviderFailed' },
    { event: 'waited', model: FIRST, because: 'retry', ms: 1000 },
    { event: 'attempted', model: FIRST, attempt: 2 },
    { event: 'failed', model: FIRST, attempt: 2, code: 'ProviderFailed' },
    { event: 'waited', model: FIRST, because: 'retry', ms: 2000 },
    { event: 'attempted', model: FIRST, attempt: 3 },
  ]);
});

test('A model that stays down is left for the next, and its breaker opens on the way', async () => {
  const { modelFor, asked } = world((model) => (model === FIRST ? [failed] : [...text('Hello.')]));
  const model = modelFor('m-1');
  const first = await model.reply(question);
  expect(first.model).toBe(CHEAPER);
  expect(first.events.slice(-3)).toEqual([
    { event: 'retry-refused', model: FIRST, because: 'attempts' },
    { event: 'fell-back', from: FIRST, to: CHEAPER, code: 'ProviderFailed' },
    { event: 'attempted', model: CHEAPER, attempt: 1 },
  ]);
  const second = await model.reply(question);
  expect(second.events).toEqual([
    { event: 'attempted', model: FIRST, attempt: 1 },
    { event: 'failed', model: FIRST, attempt: 1, code: 'ProviderFailed' },
    { event: 'breaker', model: FIRST, from: 'closed', to: 'open' },
    { event: 'waited', model: FIRST, because: 'retry', ms: 1000 },
    { event: 'refused', model: FIRST, code: 'BreakerOpen' },
    { event: 'fell-back', from: FIRST, to: CHEAPER, code: 'BreakerOpen' },
    { event: 'attempted', model: CHEAPER, attempt: 1 },
  ]);
  const third = await model.reply(question);
  expect(third.events[0]).toEqual({ event: 'refused', model: FIRST, code: 'BreakerOpen' });
  expect(asked()).toBe(5 + 1 + 1 + 1); // five tries of the first, then three of the next
});

test('When money is short the cheaper model answers, and where the declaration forbids it nobody does', async () => {
  const left = 30_000; // of 320,000 that 100 tokens of the first model's answer may cost
  const { modelFor, money } = world(() => [...text('Hello.')], { left });
  const answer = await modelFor('m-1').reply(question);
  expect(answer.model).toBe(CHEAPER);
  expect(money.spent).toBeLessThanOrEqual(left);
  const strict = world(() => [...text('Hello.')], { left, use: { whenSpent: ['refuse'] } });
  await expect(strict.modelFor('m-1').reply(question)).rejects.toMatchObject({ name: 'BudgetExhausted' });
  expect([strict.asked(), strict.money.spent]).toEqual([0, 0]);
});

test('Agents that ask for it get the answer to the same question again, in another message too', async () => {
  const { modelFor, asked } = world((_, nth) => [...text(`Answer ${nth}.`)], { use: { cacheS: 60 } });
  expect((await modelFor('m-1').reply(question)).value).toBe('Answer 1.');
  const again = await modelFor('m-2').reply(question);
  expect([again.value, again.costNanoUsd]).toEqual(['Answer 1.', 0]);
  expect(again.events).toEqual([{ event: 'cache-hit', model: FIRST }]);
  expect(asked()).toBe(1);
});

test('A cache keeps no answer that is of no use', async () => {
  const { modelFor, asked } = world((_, nth) => [...text(nth <= 2 ? ' ' : `Answer ${nth}.`)], { use: { cacheS: 60 } });
  await expect(modelFor('m-1').reply(question)).rejects.toMatchObject({ name: 'EmptyOutput' });
  expect((await modelFor('m-2').reply(question)).value).toBe('Answer 3.');
  expect(asked()).toBe(3);
});

test('What was shown is not begun again: it ends as it broke off', async () => {
  const { modelFor, asked, holds } = world(() => [said('Hel'), failed]);
  const shown: string[] = [];
  const answer = await modelFor('m-1').reply({ ...question, onText: (piece) => void shown.push(piece) });
  expect([answer.value, answer.reason, shown]).toEqual(['Hel', 'cut', ['Hel']]);
  expect(answer.events.at(-1)).toEqual({ event: 'cut', model: FIRST, code: 'ProviderFailed' });
  expect([asked(), holds.size]).toEqual([1, 0]);
  expect(answer.costNanoUsd).toBeGreaterThan(0);
});

test('Whoever stops early pays for what came, and holds nothing', async () => {
  const { modelFor, money, holds } = world(() => [said('one '), said('two '), end()]);
  const answer = await modelFor('m-1').reply({ ...question, onText: () => 'stop' });
  expect(answer).toMatchObject({ value: 'one ', reason: 'aborted', costNanoUsd: money.spent });
  expect([money.spent > 0, holds.size]).toEqual([true, 0]);
});

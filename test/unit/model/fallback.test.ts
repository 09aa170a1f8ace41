/** Fallback: for which errors the next model is asked, in which order, and when never. */
import { expect, test } from 'vitest';
import { MODEL_ERRORS, type ModelErrorCode, type ModelRef } from '../../../contracts/model.ts';
import { attempt } from '../../../functions/kit/model/layers/attempt.ts';
import { createFallback } from '../../../functions/kit/model/layers/fallback.ts';
import { callOf, fault, fine, outcome, type Step, scripted, text, words } from './layers-world.ts';

const [DEAR, FAIR, CHEAP]: [ModelRef, ModelRef, ModelRef] = ['bedrock:dear', 'bedrock:fair', 'ollama:cheap'];
const prices = new Map([
  [DEAR, 3],
  [FAIR, 2],
  [CHEAP, 1],
]);

function world(steps: readonly Step[], { models = [DEAR, FAIR, CHEAP], cheaperWhenSpent = true } = {}) {
  const { provider, calls } = scripted(steps);
  const isCheaper = (model: ModelRef, than: ModelRef) => (prices.get(model) ?? 0) < (prices.get(than) ?? 0);
  return { ask: createFallback({ models, cheaperWhenSpent, isCheaper })(attempt(provider)), calls };
}

test('the first model that answers is the only one that is asked', async () => {
  const { ask } = world([fine]);
  const { call, events } = callOf();
  expect(await outcome(ask, call)).toEqual(fine);
  expect(events).toEqual([{ event: 'attempted', model: DEAR, attempt: 1 }]);
});

test('the next one is asked for each that fails, and that is told with why', async () => {
  const { ask } = world([fault('BreakerOpen'), fault('Timeout'), fine]);
  const { call, events } = callOf();
  expect(await outcome(ask, call)).toEqual(fine);
  expect(events.filter(({ event }) => event === 'fell-back')).toEqual([
    { event: 'fell-back', from: DEAR, to: FAIR, code: 'BreakerOpen' },
    { event: 'fell-back', from: FAIR, to: CHEAP, code: 'Timeout' },
  ]);
});

test('behind the last one its error is given', async () => {
  const { ask, calls } = world([fault('Timeout'), fault('QueueFull')], { models: [DEAR, FAIR] });
  expect(await outcome(ask, callOf().call)).toEqual([expect.objectContaining({ name: 'QueueFull' })]);
  expect(calls.length).toBe(2);
});

const FINAL: readonly string[] = ['Aborted', 'BadRequest', 'ContentFiltered', 'ToolNotAllowed', 'TooManyToolCalls'];

test.each(Object.keys(MODEL_ERRORS) as ModelErrorCode[])(
  'after %s another model is asked unless it would do no better',
  async (code) => {
    const { ask, calls } = world([fault(code), fine]);
    await outcome(ask, callOf().call);
    expect(calls.length).toBe(FINAL.includes(code) ? 1 : 2);
  },
);

test('when money runs out, the next cheaper one is asked, not just the next', async () => {
  const { ask, calls } = world([fault('BudgetExhausted'), fine], { models: [FAIR, DEAR, CHEAP] });
  const { call, events } = callOf();
  expect(await outcome(ask, call)).toEqual(fine);
  expect(calls.map(({ model }) => model)).toEqual([FAIR, CHEAP]);
  expect(words(events)).toContain(`fell-back ${FAIR} ${CHEAP} BudgetExhausted`);
});

test('no cheaper one is asked where there is none, or where the declaration does not say so', async () => {
  const dearer = world([fault('BudgetExhausted'), fine], { models: [CHEAP, DEAR] });
  expect(await outcome(dearer.ask, callOf().call)).toEqual([expect.objectContaining({ name: 'BudgetExhausted' })]);
  const unwanted = world([fault('BudgetExhausted'), fine], { cheaperWhenSpent: false });
  expect(await outcome(unwanted.ask, callOf().call)).toEqual([expect.objectContaining({ name: 'BudgetExhausted' })]);
});

test('never after something came', async () => {
  const { ask, calls } = world([[text('so'), fault('ProviderFailed')], fine]);
  expect(await outcome(ask, callOf({ shown: true }).call)).toEqual([
    text('so'),
    expect.objectContaining({ name: 'ProviderFailed' }),
  ]);
  expect(calls.length).toBe(1);
});

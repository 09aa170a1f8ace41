/** The retry layer: exact events and waits, what is tried again and what is not, and the bound on retries in an outage. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MODEL_ERRORS, type ModelErrorCode } from '../../../contracts/model.ts';
import { retryDelayMs } from '../../../domain/model/backoff.ts';
import { createRetryBudget, RETRIES_AT_START } from '../../../domain/model/retry-budget.ts';
import { attempt } from '../../../functions/kit/model/layers/attempt.ts';
import { createRetry } from '../../../functions/kit/model/layers/retry.ts';
import type { Transport } from '../../../functions/kit/model/port.ts';
import {
  callOf,
  end,
  fault,
  fine,
  outcome,
  type Step,
  scripted,
  seeded,
  testClock,
  text,
  words,
} from './layers-world.ts';

const RETRY = { attempts: 4, firstMs: 1000, longestMs: 60_000 };

function world(steps: readonly Step[], { random = () => 0.5, byHand = false, retry = RETRY } = {}) {
  const clock = testClock({ random, byHand });
  const { provider, calls } = scripted(steps);
  const ask: Transport = createRetry({ clock, retry, budget: createRetryBudget() })(attempt(provider));
  return { clock, calls, ask };
}

test('a call that goes well is one attempt and nothing else', async () => {
  const { ask, clock } = world([fine]);
  const { call, events } = callOf();
  expect(await outcome(ask, call)).toEqual(fine);
  expect(words(events)).toEqual(['attempted 1']);
  expect(clock.slept).toEqual([]);
});

test('each retry waits twice as long as the one before', async () => {
  const { ask } = world([fault('ProviderFailed'), fault('Timeout'), fault('ConnectionFailed'), fine]);
  const { call, events } = callOf();
  expect(await outcome(ask, call)).toEqual(fine);
  expect(words(events)).toEqual([
    'attempted 1',
    'failed 1 ProviderFailed',
    'waited retry 1000',
    'attempted 2',
    'failed 2 Timeout',
    'waited retry 2000',
    'attempted 3',
    'failed 3 ConnectionFailed',
    'waited retry 4000',
    'attempted 4',
  ]);
});

test('after the last attempt the last error is given, and that no other follows is told', async () => {
  const { ask, calls } = world([fault('ProviderFailed')], { retry: { ...RETRY, attempts: 2 } });
  const { call, events } = callOf();
  expect(await outcome(ask, call)).toEqual([expect.objectContaining({ name: 'ProviderFailed' })]);
  expect(calls.length).toBe(2);
  expect(words(events).slice(-2)).toEqual(['failed 2 ProviderFailed', 'retry-refused attempts']);
});

test('what a provider asks to wait wins when it is longer', async () => {
  const { ask } = world([
    fault('RateLimited', { retryAfterMs: 7000 }),
    fault('RateLimited', { retryAfterMs: 10 }),
    fine,
  ]);
  const { call, events } = callOf();
  await outcome(ask, call);
  expect(words(events).filter((word) => word.startsWith('waited'))).toEqual([
    'waited retry-after 7000',
    'waited retry 2000',
  ]);
});

test('no retry begins after the time of the caller', async () => {
  const { ask, calls } = world([fault('RateLimited', { retryAfterMs: 60_000 })]);
  const { call, events } = callOf({ untilMs: 30_000 });
  expect(await outcome(ask, call)).toEqual([expect.objectContaining({ name: 'RateLimited', retryAfterMs: 60_000 })]);
  expect(calls.length).toBe(1);
  expect(words(events)).toEqual(['attempted 1', 'failed 1 RateLimited', 'retry-refused time']);
});

test.each(Object.entries(MODEL_ERRORS))('%s is tried again as MODEL_ERRORS says', async (code, { retriable }) => {
  const { ask, calls } = world([fault(code as ModelErrorCode), fine]);
  await outcome(ask, callOf().call);
  expect(calls.length).toBe(retriable ? 2 : 1);
});

test('an answer that breaks off and was shown to nobody is dropped and had again in full', async () => {
  const { ask } = world([[text('half an'), fault('ConnectionFailed')], fine]);
  const { call, events } = callOf();
  expect(await outcome(ask, call)).toEqual(fine);
  expect(words(events)).toEqual(['attempted 1', 'failed 1 ConnectionFailed', 'waited retry 1000', 'attempted 2']);
});

test('one that was shown is not begun again: it ends as cut, with what came', async () => {
  const { ask, calls } = world([[text('half an'), fault('ConnectionFailed')], fine]);
  const { call, events } = callOf({ shown: true });
  const [first, last, ...rest] = await outcome(ask, call);
  expect([first, rest]).toEqual([text('half an'), []]);
  expect(last).toMatchObject({ kind: 'end', reason: 'cut', usage: { outputTokens: 4, estimated: true } });
  expect(calls.length).toBe(1);
  expect(words(events)).toEqual(['attempted 1', 'failed 1 ConnectionFailed', 'cut ConnectionFailed']);
});

test('one that was to be shown and broke before its first chunk is tried again', async () => {
  const { ask } = world([fault('Timeout'), fine]);
  const { call, events } = callOf({ shown: true });
  expect(await outcome(ask, call)).toEqual(fine);
  expect(words(events)).toContain('attempted 2');
});

test('a stream that stops without its end is garbled', async () => {
  const { ask } = world([[text('and')], fine]);
  const { call, events } = callOf();
  expect(await outcome(ask, call)).toEqual(fine);
  expect(words(events)).toContain('failed 1 Garbled');
});

test('an abort ends a wait, and nothing is tried after it', async () => {
  const { ask, calls, clock } = world([fault('ProviderFailed')], { byHand: true });
  const abort = new AbortController();
  const { call } = callOf({ signal: abort.signal });
  const ended = outcome(ask, call);
  await clock.advance(999);
  abort.abort();
  expect(await ended).toEqual([expect.objectContaining({ name: 'Aborted' })]);
  await clock.advance(60_000);
  expect(calls.length).toBe(1);
});

test('an abort while text is shown is an abort, not a cut', async () => {
  const { ask } = world([[text('half'), fault('Aborted')]]);
  const { call, events } = callOf({ shown: true });
  expect(await outcome(ask, call)).toEqual([text('half'), expect.objectContaining({ name: 'Aborted' })]);
  expect(words(events)).toEqual(['attempted 1']);
});

test('whoever stops reading ends the request of the provider', async () => {
  let closed = 0;
  const provider: Transport = async function* () {
    try {
      yield text('one');
      yield text('two');
      yield end;
    } finally {
      closed += 1;
    }
  };
  const ask = createRetry({ clock: testClock(), retry: RETRY, budget: createRetryBudget() })(attempt(provider));
  for await (const _ of ask(callOf({ shown: true }).call)) break;
  expect(closed).toBe(1);
});

test('waits are doubled, lie within half and one and a half, and under the longest', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.double({ min: 0, max: 0.999_999, noNaN: true }),
      (retry, random) => {
        const ms = retryDelayMs({ firstMs: 1000, longestMs: 60_000 }, retry, random);
        const middle = Math.min(60_000, 1000 * 2 ** (retry - 1));
        expect(ms).toBeGreaterThanOrEqual(Math.floor(middle * 0.5));
        expect(ms).toBeLessThanOrEqual(Math.min(60_000, Math.ceil(middle * 1.5)));
      },
    ),
  );
});

test('however long an outage is, retries are at most a tenth of the calls and those of the start', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(fc.boolean(), { maxLength: 300 }), async (seed, fails) => {
      const clock = testClock({ random: seeded(seed) });
      const down = { now: false };
      const { provider, calls } = scripted([fine]);
      const flaky: Transport = (call) => {
        if (down.now) {
          calls.push(call);
          throw fault('ProviderFailed');
        }
        return provider(call);
      };
      const ask = createRetry({ clock, retry: RETRY, budget: createRetryBudget() })(attempt(flaky));
      for (const fail of fails) {
        down.now = fail;
        await outcome(ask, callOf({ untilMs: Number.POSITIVE_INFINITY }).call);
      }
      expect(calls.length - fails.length).toBeLessThanOrEqual(fails.length / 10 + RETRIES_AT_START);
    }),
    { numRuns: 50 },
  );
});

test('when the budget of retries is spent, that is told and the error given', async () => {
  const { ask, calls } = world([fault('ProviderFailed')]);
  const told = [];
  for (let i = 0; i < 5; i++) {
    const { call, events } = callOf();
    await outcome(ask, call);
    told.push(words(events).at(-1));
  }
  expect(told).toEqual([
    'retry-refused attempts',
    'retry-refused attempts',
    'retry-refused attempts',
    'retry-refused retry-budget',
    'retry-refused retry-budget',
  ]);
  expect(calls.length).toBe(5 + RETRIES_AT_START);
});

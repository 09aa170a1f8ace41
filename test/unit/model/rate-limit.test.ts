/** The rate limit: order, waits, refusals and what is given back, by a clock that is moved by hand; and the buckets' own bound. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Buckets, fullBuckets, givenBack, refilled, taken, waitMs } from '../../../domain/model/rate.ts';
import { createRateLimit } from '../../../functions/kit/model/layers/rate-limit.ts';
import { type Chunk, ModelError, type Transport } from '../../../functions/kit/model/port.ts';
import { callOf, fine, outcome, scripted, settled, testClock, words } from './layers-world.ts';

/** Of a call of this test, as it is counted: 15 of the messages and 100 of the answer. It uses 15. */
const TOKENS = 115;
const MANY = 1_000_000;

function world(
  rate: Partial<{ requestsPerMinute: number; tokensPerMinute: number; queue: number }>,
  provider?: Transport,
) {
  const clock = testClock({ byHand: true });
  const layer = createRateLimit({
    clock,
    rate: { requestsPerMinute: MANY, tokensPerMinute: MANY, queue: 10, ...rate },
  });
  const { provider: answers, calls } = scripted([fine]);
  const ask = layer(provider ?? answers);
  const begin = (more = {}) => {
    const { call, events } = callOf(more);
    const done = { at: Number.NaN };
    const got = outcome(ask, call).then((chunks) => {
      done.at = clock.monotonicMs();
      return chunks;
    });
    return { got, events, done };
  };
  return { clock, calls, begin };
}

test('under the limit nothing waits and nothing is told', async () => {
  const { begin, clock } = world({});
  const { got, events } = begin();
  expect(await got).toEqual(fine);
  expect([words(events), clock.slept]).toEqual([[], []]);
});

test('over it, calls wait for their turn, in their order', async () => {
  const { begin, clock } = world({ requestsPerMinute: 2 });
  const all = Array.from({ length: 5 }, () => begin());
  await clock.advance(120_000);
  expect(all.map(({ done }) => done.at)).toEqual([0, 0, 30_000, 60_000, 90_000]);
  expect(all.map(({ events }) => words(events))).toEqual([
    [],
    [],
    ['waited rate-limit 30000'],
    ['waited rate-limit 60000'],
    ['waited rate-limit 90000'],
  ]);
});

test('a call that fails before its first chunk takes no tokens from the others', async () => {
  const { provider } = scripted([new ModelError('BudgetExhausted', 'spent')]);
  const { begin, clock } = world({ tokensPerMinute: TOKENS }, provider);
  for (let i = 0; i < 3; i++) expect(await begin().got).toEqual([expect.objectContaining({ name: 'BudgetExhausted' })]);
  expect(clock.slept).toEqual([]);
});

test('a call counts with the tokens that it may use, and what it did not use is given back', async () => {
  const { begin, clock } = world({ tokensPerMinute: 2 * TOKENS });
  const gate = Promise.withResolvers<void>();
  const slow = world({ tokensPerMinute: 2 * TOKENS }, async function* () {
    await gate.promise;
    yield* fine as readonly Chunk[];
  });
  const held = [slow.begin(), slow.begin(), slow.begin()];
  await slow.clock.advance(29_000);
  expect(held.map(({ done }) => done.at)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  await slow.clock.advance(1_000);
  gate.resolve();
  await settled();
  expect(held.map(({ done }) => done.at)).toEqual([30_000, 30_000, 30_000]);
  const quick = [];
  for (let i = 0; i < 8; i++) {
    const one = begin();
    await one.got;
    quick.push(one.done.at);
  }
  expect(quick).toEqual(Array.from({ length: 8 }, () => 0));
  expect(clock.slept).toEqual([]);
});

test('a call that needs more than a minute allows goes when the bucket is full', async () => {
  const { begin, clock } = world({ tokensPerMinute: 60 });
  const [first, second] = [begin(), begin()];
  await clock.advance(600_000);
  expect(first.done.at).toBe(0);
  // What was given back when the first one ended: its 115 tokens but 15.
  expect(second.done.at).toBe(15_000);
});

test('behind a full queue a call is refused at once, with when to come again', async () => {
  const { begin, clock, calls } = world({ requestsPerMinute: 1, queue: 2 });
  const all = Array.from({ length: 4 }, () => begin());
  const refused = all[3];
  expect(await refused?.got).toEqual([expect.objectContaining({ name: 'QueueFull', retryAfterMs: 180_000 })]);
  expect(words(refused?.events ?? [])).toEqual(['refused QueueFull']);
  await clock.advance(120_000);
  expect(calls.length).toBe(3);
});

test('nor does one wait whose turn would come after its time', async () => {
  const { begin } = world({ requestsPerMinute: 1 });
  await begin().got;
  const late = begin({ untilMs: 60_000 });
  expect(await late.got).toEqual([expect.objectContaining({ name: 'QueueFull', retryAfterMs: 60_000 })]);
});

test('whoever gives up leaves the queue, and those behind move up', async () => {
  const { begin, clock, calls } = world({ requestsPerMinute: 1 });
  const abort = new AbortController();
  const [, gone, last] = [begin(), begin({ signal: abort.signal }), begin()];
  await clock.advance(10_000);
  abort.abort();
  expect(await gone?.got).toEqual([expect.objectContaining({ name: 'Aborted' })]);
  await clock.advance(50_000);
  expect(last?.done.at).toBe(60_000);
  expect(calls.length).toBe(2);
});

test('each model has a line of its own', async () => {
  const { begin } = world({ requestsPerMinute: 1 });
  await begin().got;
  expect(await begin({ model: 'ollama:two' }).got).toEqual(fine);
});

test('over any time, no more is let through than a full bucket and what came in', () => {
  const rate = { requestsPerMinute: 30, tokensPerMinute: 1000 };
  const step = fc.record({
    ms: fc.nat(20_000),
    tokens: fc.integer({ min: 1, max: 1500 }),
    back: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      let buckets: Buckets = fullBuckets(rate, 0);
      let nowMs = 0;
      let requests = 0;
      let used = 0;
      for (const { ms, tokens, back } of steps) {
        nowMs += ms;
        buckets = refilled(buckets, rate, nowMs);
        if (waitMs(buckets, rate, tokens) > 0) {
          nowMs += waitMs(buckets, rate, tokens);
          buckets = refilled(buckets, rate, nowMs);
          expect(waitMs(buckets, rate, tokens)).toBe(0);
        }
        const unused = Math.floor(tokens * back);
        buckets = givenBack(taken(buckets, tokens), rate, unused);
        requests += 1;
        used += tokens - unused;
        expect(requests).toBeLessThanOrEqual(30 + (nowMs / 60_000) * 30 + 1e-6);
        // One call may be larger than the bucket; it takes what the next ones wait for.
        expect(used).toBeLessThanOrEqual(1000 + 500 + (nowMs / 60_000) * 1000 + 1e-6);
      }
    }),
  );
});

/** Prices and the arithmetic of money: whole nano-dollars, rounded up; what is unknown is not free. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelRef } from '../../../contracts/model.ts';
import { budgetsOf, judge, leastTokens, type Refusal, type Wanted } from '../../../domain/model/budget.ts';
import { costNanoUsd, isCheaper, isFree, outputTokensFor, type Price, priceOf } from '../../../domain/model/prices.ts';

const usage = (inputTokens: number, outputTokens: number) => ({ inputTokens, outputTokens });
const MILLION = 1_000_000;
/** US dollars for a million tokens each way. */
const perMillion = (model: ModelRef) => {
  const price = priceOf(model);
  return price && [costNanoUsd(price, usage(MILLION, 0)) / 1e9, costNanoUsd(price, usage(0, MILLION)) / 1e9];
};

test.each([
  ['bedrock:amazon.nova-micro-v1:0', [0.035, 0.14]],
  ['bedrock:us.amazon.nova-pro-v1:0', [0.8, 3.2]],
  ['bedrock:anthropic.claude-3-5-haiku-20241022-v1:0', [0.8, 4]],
  ['bedrock:eu.anthropic.claude-3-7-sonnet-20250219-v1:0', [3, 15]],
  ['bedrock:us.anthropic.claude-sonnet-4-20250514-v1:0', [3, 15]],
  ['bedrock:global.anthropic.claude-sonnet-4-5-20250929-v1:0', [3, 15]],
  ['bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0', [3.3, 16.5]],
  ['bedrock:us.meta.llama3-3-70b-instruct-v1:0', [0.72, 0.72]],
  ['openai-compatible:gpt-4o-mini', [0.15, 0.6]],
  ['openai-compatible:gpt-4o-2024-11-20', [2.5, 10]],
  ['ollama:llama3.2', [0, 0]],
  ['offline:stand-in', [0, 0]],
] as const)('%s costs %o', (model, price) => {
  expect(perMillion(model)).toEqual(price);
});

test('a model that nobody knows has no price; one of your own comes first', () => {
  expect(priceOf('openai-compatible:mystery')).toBeUndefined();
  expect(priceOf('openai-compatible:gpt-4o-mini-audio-preview')).toBeUndefined();
  const own = { 'openai-compatible:mystery': { input: 0, output: 0 }, 'ollama:llama3.2': { input: 1, output: 1 } };
  expect(isFree(priceOf('openai-compatible:mystery', own) as Price)).toBe(true);
  expect(isFree(priceOf('ollama:llama3.2', own) as Price)).toBe(false);
});

test('a part of a nano-dollar is a whole one', () => {
  const price = priceOf('bedrock:amazon.nova-micro-v1:0') as Price;
  expect(costNanoUsd(price, usage(1, 0))).toBe(35);
  expect(costNanoUsd({ inputPicoUsd: 1, outputPicoUsd: 0 }, usage(1, 0))).toBe(1);
  expect(costNanoUsd(price, usage(0, 0))).toBe(0);
});

test('cheaper is whoever costs less one way, and no more the other', () => {
  expect(isCheaper('bedrock:amazon.nova-micro-v1:0', 'bedrock:amazon.nova-pro-v1:0')).toBe(true);
  expect(isCheaper('bedrock:amazon.nova-pro-v1:0', 'bedrock:amazon.nova-micro-v1:0')).toBe(false);
  expect(isCheaper('ollama:llama3.2', 'bedrock:amazon.nova-micro-v1:0')).toBe(true);
  expect(isCheaper('ollama:llama3.2', 'ollama:other')).toBe(false);
  expect(isCheaper('openai-compatible:mystery', 'bedrock:amazon.nova-pro-v1:0')).toBe(false);
});

const price = fc.record({
  inputPicoUsd: fc.nat(75 * MILLION),
  outputPicoUsd: fc.integer({ min: 1, max: 150 * MILLION }),
});
const tokens = fc.nat(200_000);

test('what a sum pays for costs no more than the sum, and one token more would', () => {
  fc.assert(
    fc.property(price, tokens, fc.nat(10 * 1e9), (one, input, sum) => {
      const output = outputTokensFor(one, input, sum);
      if (output < 0) expect(costNanoUsd(one, usage(input, 0))).toBeGreaterThan(sum);
      else {
        expect(costNanoUsd(one, usage(input, output))).toBeLessThanOrEqual(sum);
        expect(costNanoUsd(one, usage(input, output + 1))).toBeGreaterThan(sum);
      }
    }),
  );
});

describe('what is done when a budget refuses', () => {
  const wantedOf = (one: Price, inputTokens: number, outputTokens: number): Wanted => ({
    ...{ price: one, inputTokens, outputTokens, nanoUsd: costNanoUsd(one, usage(inputTokens, outputTokens)) },
    leastNanoUsd: costNanoUsd(one, usage(inputTokens, leastTokens(outputTokens))),
  });
  const refusal = fc.record({ left: fc.integer({ min: -1e9, max: 1e9 }), held: fc.nat(1e9) });
  const named = (all: readonly { left: number; held: number }[]): Refusal[] =>
    all.map((one, i) => ({ ...one, scope: 'day', id: String(i), cap: 2e9 }));

  test('a shorter answer fits into what every budget has left, and is of use', () => {
    fc.assert(
      fc.property(
        fc.array(refusal, { minLength: 1 }),
        price,
        tokens,
        fc.integer({ min: 1, max: 8_000 }),
        fc.boolean(),
        (all, one, input, output, mayWait) => {
          const wanted = wantedOf(one, input, output);
          const refusals = named(all);
          const room = Math.min(...all.map(({ left }) => left));
          const verdict = judge(refusals, wanted, mayWait);
          if (verdict.kind === 'again') expect(room).toBeGreaterThanOrEqual(wanted.nanoUsd);
          if (verdict.kind === 'wait') expect(mayWait).toBe(true);
          if (verdict.kind === 'exhausted') {
            expect(room).toBeLessThan(wanted.leastNanoUsd);
            expect(refusals).toContain(verdict.by);
            if (mayWait) expect(verdict.by.left + verdict.by.held).toBeLessThan(wanted.leastNanoUsd);
          }
          if (verdict.kind !== 'limit') return;
          expect(verdict.outputTokens).toBeGreaterThanOrEqual(leastTokens(output));
          expect(costNanoUsd(one, usage(input, verdict.outputTokens))).toBeLessThanOrEqual(room);
        },
      ),
    );
  });

  test('whoever may wait waits where that gives the whole answer; who may not takes a shorter one', () => {
    const wanted = wantedOf({ inputPicoUsd: 0, outputPicoUsd: 1_000 }, 0, 100);
    const held = named([{ left: 70, held: 30 }]);
    expect(judge(held, wanted, true)).toEqual({ kind: 'wait' });
    expect(judge(held, wanted, false)).toEqual({ kind: 'limit', outputTokens: 70 });
    expect(judge(named([{ left: 70, held: 29 }]), wanted, true)).toEqual({ kind: 'limit', outputTokens: 70 });
    expect(judge(named([{ left: 63, held: 1 }]), wanted, true)).toEqual({ kind: 'wait' });
    expect(judge(named([{ left: 63, held: 1 }]), wanted, false)).toMatchObject({ kind: 'exhausted' });
  });
});

test('of the two caps that an agent has for a day, the lower one counts', () => {
  const paying = { agent: 'a.b', system: 'a', conversation: 'c' };
  const dayCap = (stage: number, own: number) =>
    budgetsOf(paying, { stage: { agent: stage }, agent: { day: own } }, '2026-11-21').find(
      ({ id }) => id === 'a.b@2026-11-21',
    )?.capNanoUsd;
  expect(dayCap(1, 2)).toBe(1e9);
  expect(dayCap(2, 0.1)).toBe(0.1e9);
});

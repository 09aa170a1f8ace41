/**
 * What the models of a debate can cost at most, before it begins: every debater takes every turn with an answer as long as it may be, each
 * answer is repaired once, at the dearest model of the list. It is a bound because the execution's budget is set to it: a debate that
 * needs more than this, because calls fail after they were paid, goes on with debaters who cannot be heard.
 */
import type { ModelRef, Usage } from '../../contracts/model.ts';
import { costNanoUsd, type Price, type PriceUsd, priceOf } from '../model/prices.ts';

/** Tokens of what is asked, on the safe side (domain/model/tokens.ts counts a token for three bytes, so one for a letter of any script). */
export const ASKED_TOKENS = {
  /** Role, rules, task, the schema of the answer. */
  prompt: 2_500,
  question: 700,
  turn: 1_300,
  /** What is sent back to be repaired, with what is wrong. */
  repair: 3_000,
} as const;

/** The most that each may answer. */
export const ANSWER_TOKENS = { turn: 1_000, summary: 700, verdict: 900 } as const;

export interface Planned {
  readonly debaters: number;
  readonly rounds: number;
  readonly judge: boolean;
}

/**
 * Nano-dollars; the first model of the list whose price nobody knows instead, if there is one.
 * @param own prices of the stage's own, as calls are paid by them
 */
export function boundOf(
  planned: Planned,
  models: readonly ModelRef[],
  own?: Readonly<Record<string, PriceUsd>>,
): number | { readonly unknown: ModelRef } {
  const prices: Price[] = [];
  for (const model of models) {
    const price = priceOf(model, own);
    if (!price) return { unknown: model };
    prices.push(price);
  }
  const dearest = (usage: Usage): number => Math.max(0, ...prices.map((price) => costNanoUsd(price, usage)));
  return callsOf(planned).reduce((sum, call) => sum + dearest(call), 0);
}

/** Every call that there can be, repairs among them. */
function callsOf({ debaters, rounds, judge }: Planned): Usage[] {
  const asked = (turns: number) => ASKED_TOKENS.prompt + ASKED_TOKENS.question + turns * ASKED_TOKENS.turn;
  const turns = Array.from({ length: rounds }, (_, i) => {
    const heard = i === 0 ? 0 : i + debaters - 1; // its own turns, and what the others said in the round before
    return Array.from({ length: debaters }, () => repaired(asked(heard), ANSWER_TOKENS.turn));
  });
  return [
    ...turns.flat(2),
    ...repaired(asked(debaters), ANSWER_TOKENS.summary),
    ...(judge ? repaired(asked(debaters * rounds), ANSWER_TOKENS.verdict) : []),
  ];
}

const repaired = (inputTokens: number, outputTokens: number): Usage[] => [
  { inputTokens, outputTokens },
  { inputTokens: inputTokens + ASKED_TOKENS.repair, outputTokens },
];

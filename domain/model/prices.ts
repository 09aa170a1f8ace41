/**
 * What models cost. Owns the table of prices and the arithmetic of one call; a model that is missing here has no price, and is refused
 * rather than taken to be free. Prices of one's own come first, by model.
 *
 * The table: US dollars for a million tokens, on demand, US East, dated 2026-11-21; other regions cost up to a fifth more. Models of
 * Anthropic since 4.5 cost a tenth more where the profile keeps to a geography than with `global.`.
 * https://aws.amazon.com/bedrock/pricing/ https://platform.openai.com/docs/pricing https://docs.claude.com/en/docs/about-claude/pricing
 *
 * Money is counted in whole nano-dollars and rounded up, so that many small calls are never counted as less than they cost.
 */
import type { ModelRef, Usage } from '../../contracts/model.ts';

/** Whole pico-dollars for a token: a dollar for a million tokens is a million of them. */
export interface Price {
  readonly inputPicoUsd: number;
  readonly outputPicoUsd: number;
}

/** As people say it: US dollars for a million tokens. */
export interface PriceUsd {
  readonly input: number;
  readonly output: number;
}

const FREE: PriceUsd = { input: 0, output: 0 };
const each = (input: number, output = input): PriceUsd => ({ input, output });

/** The first that matches counts. */
const PRICES: readonly (readonly [pattern: RegExp, price: PriceUsd])[] = [
  [/^(ollama|offline):/, FREE],
  [/^bedrock:([a-z]+\.)?amazon\.nova-micro-v1/, each(0.035, 0.14)],
  [/^bedrock:([a-z]+\.)?amazon\.nova-lite-v1/, each(0.06, 0.24)],
  [/^bedrock:([a-z]+\.)?amazon\.nova-2-lite-v1/, each(0.33, 2.75)],
  [/^bedrock:([a-z]+\.)?amazon\.nova-pro-v1/, each(0.8, 3.2)],
  [/^bedrock:([a-z]+\.)?amazon\.nova-premier-v1/, each(2.5, 12.5)],
  [/^bedrock:([a-z]+\.)?anthropic\.claude-3-haiku-/, each(0.25, 1.25)],
  [/^bedrock:([a-z]+\.)?anthropic\.claude-3-5-haiku-/, each(0.8, 4)],
  [/^bedrock:global\.anthropic\.claude-haiku-4-5-/, each(1, 5)],
  [/^bedrock:([a-z]+\.)?anthropic\.claude-haiku-4-5-/, each(1.1, 5.5)],
  [/^bedrock:([a-z]+\.)?anthropic\.claude-3-(5-|7-)?sonnet-/, each(3, 15)],
  [/^bedrock:([a-z]+\.)?anthropic\.claude-sonnet-4-2/, each(3, 15)],
  [/^bedrock:global\.anthropic\.claude-sonnet-4-[56]/, each(3, 15)],
  [/^bedrock:([a-z]+\.)?anthropic\.claude-sonnet-4-[56]/, each(3.3, 16.5)],
  [/^bedrock:([a-z]+\.)?anthropic\.claude-(3-opus|opus-4-1|opus-4-2)/, each(15, 75)],
  [/^bedrock:global\.anthropic\.claude-opus-4-[56]/, each(5, 25)],
  [/^bedrock:([a-z]+\.)?anthropic\.claude-opus-4-[56]/, each(5.5, 27.5)],
  [/^bedrock:([a-z]+\.)?meta\.llama3-1-8b-/, each(0.22)],
  [/^bedrock:([a-z]+\.)?meta\.llama3-1-405b-/, each(2.4)],
  [/^bedrock:([a-z]+\.)?meta\.llama3-2-1b-/, each(0.1)],
  [/^bedrock:([a-z]+\.)?meta\.llama3-2-3b-/, each(0.15)],
  [/^bedrock:([a-z]+\.)?meta\.llama3-2-11b-/, each(0.16)],
  [/^bedrock:([a-z]+\.)?meta\.llama3-(1-70b|2-90b|3-70b)-/, each(0.72)],
  [/^bedrock:([a-z]+\.)?meta\.llama4-scout-/, each(0.17, 0.66)],
  [/^bedrock:([a-z]+\.)?meta\.llama4-maverick-/, each(0.24, 0.97)],
  [/^openai-compatible:gpt-4o-mini($|-\d)/, each(0.15, 0.6)],
  [/^openai-compatible:gpt-4o($|-\d)/, each(2.5, 10)],
  [/^openai-compatible:gpt-4\.1-nano($|-\d)/, each(0.1, 0.4)],
  [/^openai-compatible:gpt-4\.1-mini($|-\d)/, each(0.4, 1.6)],
  [/^openai-compatible:gpt-4\.1($|-\d)/, each(2, 8)],
  [/^openai-compatible:gpt-5-nano($|-\d)/, each(0.05, 0.4)],
  [/^openai-compatible:gpt-5-mini($|-\d)/, each(0.25, 2)],
  [/^openai-compatible:gpt-5($|-\d)/, each(1.25, 10)],
];

/** @param own prices of one's own, by model, before those of the table; undefined when neither knows the model */
export function priceOf(model: ModelRef, own: Readonly<Record<string, PriceUsd>> = {}): Price | undefined {
  const told = own[model] ?? PRICES.find(([pattern]) => pattern.test(model))?.[1];
  return told && { inputPicoUsd: picoUsd(told.input), outputPicoUsd: picoUsd(told.output) };
}

/** A billionth more than what stands there is a rounding of binary fractions, not a price. */
const picoUsd = (usdPerMillion: number): number => Math.max(0, Math.ceil(usdPerMillion * 1_000_000 - 1e-3));

export const isFree = ({ inputPicoUsd, outputPicoUsd }: Price): boolean => inputPicoUsd === 0 && outputPicoUsd === 0;

/** What a call costs that used so much; also the most that it can cost, given its limits. */
export const costNanoUsd = (price: Price, { inputTokens, outputTokens }: Usage): number =>
  Math.ceil((inputTokens * price.inputPicoUsd + outputTokens * price.outputPicoUsd) / 1000);

/** How many tokens of an answer a sum pays for, beside the input; below 0 where it does not even pay for that. */
export function outputTokensFor(price: Price, inputTokens: number, nanoUsd: number): number {
  const left = nanoUsd * 1000 - inputTokens * price.inputPicoUsd;
  if (left < 0) return -1;
  return price.outputPicoUsd === 0 ? Number.MAX_SAFE_INTEGER : Math.floor(left / price.outputPicoUsd);
}

/** Whether no token of `model` costs more than one of `than`, and some cost less. A model without a price is cheaper than none. */
export function isCheaper(model: ModelRef, than: ModelRef, own?: Readonly<Record<string, PriceUsd>>): boolean {
  const [a, b] = [priceOf(model, own), priceOf(than, own)];
  if (!a || !b) return false;
  const noMore = a.inputPicoUsd <= b.inputPicoUsd && a.outputPicoUsd <= b.outputPicoUsd;
  return noMore && (a.inputPicoUsd < b.inputPicoUsd || a.outputPicoUsd < b.outputPicoUsd);
}

const NANO_PER_USD = 1_000_000_000;
export const nanoUsdOf = (usd: number): number => Math.round(usd * NANO_PER_USD);
export const usdOf = (nanoUsd: number): number => nanoUsd / NANO_PER_USD;

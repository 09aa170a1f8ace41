/**
 * What is known of models: how much they read at once, and how much they write. As of 2026-11-21; a model that is missing here is taken
 * to read little, which costs context and breaks nothing, and to write as much as it is asked for. What an Ollama server has loaded, it
 * tells itself (functions/kit/model/context-of.ts).
 *
 * Nova: https://docs.aws.amazon.com/nova/latest/userguide/what-is-nova.html
 * Claude: https://docs.claude.com/en/docs/about-claude/models/overview
 * Llama: https://github.com/meta-llama/llama-models/blob/main/models/llama3_1/MODEL_CARD.md,
 *   https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html
 * GPT-4o: https://platform.openai.com/docs/models/gpt-4o
 */
import type { ModelRef } from '../../contracts/model.ts';

const WINDOWS: readonly (readonly [pattern: RegExp, tokens: number])[] = [
  [/^offline:/, 100_000],
  [/^bedrock:([a-z-]+\.)?amazon\.nova-(premier|2-lite)-/, 1_000_000],
  [/^bedrock:([a-z-]+\.)?amazon\.nova-micro-/, 128_000],
  [/^bedrock:([a-z-]+\.)?amazon\.nova-/, 300_000],
  [/^bedrock:([a-z-]+\.)?anthropic\.claude-/, 200_000],
  [/^bedrock:([a-z-]+\.)?meta\.llama3-[123]-/, 128_000],
  [/^openai-compatible:gpt-4o/, 128_000],
];
const UNKNOWN_TOKENS = 8_192;

/** Tokens of question and answer together. */
export const contextTokensOf = (model: ModelRef): number =>
  WINDOWS.find(([pattern]) => pattern.test(model))?.[1] ?? UNKNOWN_TOKENS;

/** Bedrock refuses a call that asks for more: "The maximum tokens you requested exceeds the model limit". */
const LONGEST_ANSWERS: readonly (readonly [pattern: RegExp, tokens: number])[] = [
  [/^bedrock:([a-z-]+\.)?amazon\.nova-(micro|lite|pro|premier)-v1/, 10_000],
  [/^bedrock:([a-z-]+\.)?anthropic\.claude-3-(haiku|sonnet|opus|5)-/, 4_096],
  [/^bedrock:([a-z-]+\.)?meta\.llama/, 2_048],
  [/^openai-compatible:gpt-4o/, 16_384],
];

/** The most tokens that it writes; undefined where nobody knows a limit. */
export const longestAnswerOf = (model: ModelRef): number | undefined =>
  LONGEST_ANSWERS.find(([pattern]) => pattern.test(model))?.[1];

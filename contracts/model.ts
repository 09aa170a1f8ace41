/**
 * Models in shared words: how one is named, what a call used and cost, and what happened on the way to its answer.
 *
 * Money is counted in whole nano-dollars (1 USD = 1,000,000,000), rounded up where a price does not come out even.
 */
import * as z from 'zod';
import { agentId, timestamp } from './message.ts';

export const PROVIDERS = ['bedrock', 'ollama', 'openai-compatible', 'offline'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** `ollama:llama3.2`, `bedrock:amazon.nova-lite-v1:0`: the provider, and the model in that provider's words. */
export const modelRef = z
  .string()
  .max(256)
  .regex(/^(bedrock|ollama|openai-compatible|offline):[\w.:/@-]+$/, {
    error: `must be <provider>:<model>, the provider being one of ${PROVIDERS.join(', ')}`,
  });
export type ModelRef = z.output<typeof modelRef>;

/** Tokens of one call; never negative. `estimated` where the provider gave none, or none that can be. */
export const usageSchema = z.strictObject({
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  estimated: z.boolean().optional(),
});
export type Usage = z.output<typeof usageSchema>;

/** Why a model stopped. `cut`: the stream broke after its first token; what came until then is there. */
export const END_REASONS = ['stop', 'length', 'tool-calls', 'content-filter', 'aborted', 'cut', 'other'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** Whose money a call spends. Each scope may have a cap; a call is paid from all that have one. */
export const BUDGET_SCOPES = ['agent', 'conversation', 'execution', 'system', 'day'] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** What is wrong with a call, in the platform's words; the code stands in histories, metrics and problems. */
export const MODEL_ERRORS = {
  /** Retriable: the same call may go well in a moment. */
  Timeout: { retriable: true },
  RateLimited: { retriable: true },
  ProviderFailed: { retriable: true },
  ConnectionFailed: { retriable: true },
  /** The answer is not what the protocol says. */
  Garbled: { retriable: true },
  /** Not retriable: it would fail again. */
  BadRequest: { retriable: false },
  NotAuthorised: { retriable: false },
  NotAllowed: { retriable: false },
  UnknownModel: { retriable: false },
  ContentFiltered: { retriable: false },
  ContextTooLong: { retriable: false },
  /** Of the layers around a provider. */
  BreakerOpen: { retriable: false },
  QueueFull: { retriable: false },
  BudgetExhausted: { retriable: false },
  UnknownPrice: { retriable: false },
  Aborted: { retriable: false },
  /** Of the answer: it breaks its schema, also after the repair round. */
  InvalidOutput: { retriable: false },
  EmptyOutput: { retriable: false },
  ToolNotAllowed: { retriable: false },
  TooManyToolCalls: { retriable: false },
} as const satisfies Record<string, { retriable: boolean }>;
export type ModelErrorCode = keyof typeof MODEL_ERRORS;
const errorCode = z.enum(Object.keys(MODEL_ERRORS) as [ModelErrorCode, ...ModelErrorCode[]]);

const nanoUsd = z.int().min(0);
export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** What happened on the way to an answer, in order. Never holds a word of a prompt or an answer. */
export const modelEventSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('cache-hit'), model: modelRef }),
  /** The message was handled before: its answer, which was paid then, is given again. */
  z.strictObject({ event: z.literal('given-again'), model: modelRef }),
  z.strictObject({ event: z.literal('attempted'), model: modelRef, attempt: z.int().min(1) }),
  z.strictObject({ event: z.literal('failed'), model: modelRef, attempt: z.int().min(1), code: errorCode }),
  z.strictObject({
    event: z.literal('waited'),
    model: modelRef,
    because: z.enum(['retry', 'retry-after', 'rate-limit', 'budget']),
    ms: z.int().min(0),
  }),
  z.strictObject({
    event: z.literal('retry-refused'),
    model: modelRef,
    because: z.enum(['attempts', 'retry-budget', 'time']),
  }),
  z.strictObject({
    event: z.literal('breaker'),
    model: modelRef,
    from: z.enum(BREAKER_STATES),
    to: z.enum(BREAKER_STATES),
  }),
  z.strictObject({ event: z.literal('refused'), model: modelRef, code: errorCode }),
  z.strictObject({ event: z.literal('fell-back'), from: modelRef, to: modelRef, code: errorCode }),
  z.strictObject({
    event: z.literal('truncated'),
    model: modelRef,
    because: z.enum(['counted', 'provider']),
    messages: z.int().min(0),
    tokens: z.int().min(0),
  }),
  z.strictObject({ event: z.literal('limited'), model: modelRef, outputTokens: z.int().min(1) }),
  z.strictObject({ event: z.literal('repaired'), model: modelRef }),
  z.strictObject({ event: z.literal('tool-called'), model: modelRef, tool: z.string() }),
  z.strictObject({ event: z.literal('tool-refused'), model: modelRef, tool: z.string() }),
  z.strictObject({ event: z.literal('cut'), model: modelRef, code: errorCode }),
]);
export type ModelEvent = z.output<typeof modelEventSchema>;

/** A version of a prompt: `studio/design@2`. */
export const promptVersion = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*)+$/),
  version: z.int().min(1),
  /** Where it is part of an experiment: `<experiment>/<variant>`, the variant that was drawn. */
  variant: z.string().optional(),
});
export type PromptVersion = z.output<typeof promptVersion>;

/** What one call came to, as it is kept and measured: figures and names, no text. */
export const callReportSchema = z.strictObject({
  agent: agentId,
  conversation: z.string(),
  at: timestamp,
  /** Who answered; missing when nobody did. */
  model: modelRef.optional(),
  prompt: promptVersion.optional(),
  outcome: z.enum(['answered', 'cut', 'aborted', 'failed']),
  code: errorCode.optional(),
  usage: usageSchema,
  costNanoUsd: nanoUsd,
  /** To the first token, and in all; milliseconds. */
  firstTokenMs: z.number().min(0).optional(),
  totalMs: z.number().min(0),
  retries: z.int().min(0),
  events: z.array(modelEventSchema),
});
export type CallReport = z.output<typeof callReportSchema>;

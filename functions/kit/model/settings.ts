/** What the deployment says about models, from the function's environment; lib/settings.ts checks it and says where it comes from. */
import * as z from 'zod';
import { BUDGET_SCOPES, type BudgetScope, type ModelRef, modelRef } from '../../../contracts/model.ts';
import type { PriceUsd } from '../../../domain/model/prices.ts';
import { parsed } from '../env.ts';

const list = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(modelRef).min(1));
const amount = (least: number, most: number) => z.coerce.number().min(least).max(most);
const whole = (least: number, most: number) => amount(least, most).int();

const schema = z.object({
  SIGNALBOX_STAGE: z.string(),
  SIGNALBOX_MODELS: list,
  SIGNALBOX_MODEL_URL: z.url().optional(),
  SIGNALBOX_MODEL_KEY_SECRET: z.string().min(1).optional(),
  /** JSON: US dollars by scope. */
  SIGNALBOX_MODEL_CAPS_USD: z
    .string()
    .default('{}')
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(z.partialRecord(z.enum(BUDGET_SCOPES), z.number().min(0))),
  /** JSON: US dollars for a million tokens by model, `{"openai-compatible:mine": {"input": 1, "output": 2}}`. */
  SIGNALBOX_MODEL_PRICES_USD: z
    .string()
    .default('{}')
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(z.record(z.string(), z.strictObject({ input: z.number().min(0), output: z.number().min(0) }))),
  SIGNALBOX_MODEL_REQUESTS_PER_MINUTE: whole(1, 1_000_000).default(600),
  SIGNALBOX_MODEL_TOKENS_PER_MINUTE: whole(1, 1_000_000_000).default(1_000_000),
  SIGNALBOX_MODEL_QUEUE: whole(0, 100_000).default(100),
  SIGNALBOX_MODEL_TIMEOUT: amount(0.1, 900).default(120),
  LLM_MAX_RETRIES: whole(0, 10).default(3),
  LLM_RETRY_INITIAL_DELAY: amount(0, 60).default(1),
  LLM_RETRY_MAX_DELAY: amount(0, 600).default(60),
  LLM_CIRCUIT_BREAKER_THRESHOLD: whole(1, 1000).default(5),
  LLM_CIRCUIT_BREAKER_TIMEOUT: amount(0.1, 3600).default(60),
  LLM_CIRCUIT_BREAKER_HALF_OPEN: whole(1, 100).default(3),
  LLM_STREAM_RESPONSES: z.stringbool().default(true),
});

export interface ModelSettings {
  readonly stage: string;
  /** In the order of fallback. */
  readonly models: readonly ModelRef[];
  /** Of Ollama or an OpenAI-compatible server. */
  readonly url: string | undefined;
  /** Name of the secret with the key of an OpenAI-compatible server: JSON with `key`. */
  readonly keySecret: string | undefined;
  /** Caps of every agent, conversation, execution, system, and of a day of the whole stage; US dollars. */
  readonly capsUsd: Partial<Readonly<Record<BudgetScope, number>>>;
  /** Of models that domain/model/prices.ts does not know, or knows otherwise; US dollars for a million tokens. */
  readonly pricesUsd: Readonly<Record<string, PriceUsd>>;
  /** Of one provider and model. */
  readonly rate: { readonly requestsPerMinute: number; readonly tokensPerMinute: number; readonly queue: number };
  /** That a provider may say nothing, before the first token and between two. */
  readonly timeoutMs: number;
  /** `attempts` counts the first try too. */
  readonly retry: { readonly attempts: number; readonly firstMs: number; readonly longestMs: number };
  readonly breaker: { readonly failures: number; readonly openMs: number; readonly successes: number };
  /** Whether providers are asked to stream. */
  readonly stream: boolean;
}

/** Throws when the environment breaks a rule, with the name and the rule. */
export function modelSettings(): ModelSettings {
  const env = parsed(schema);
  return {
    stage: env.SIGNALBOX_STAGE,
    models: env.SIGNALBOX_MODELS,
    url: env.SIGNALBOX_MODEL_URL,
    keySecret: env.SIGNALBOX_MODEL_KEY_SECRET,
    capsUsd: env.SIGNALBOX_MODEL_CAPS_USD,
    pricesUsd: env.SIGNALBOX_MODEL_PRICES_USD,
    rate: {
      requestsPerMinute: env.SIGNALBOX_MODEL_REQUESTS_PER_MINUTE,
      tokensPerMinute: env.SIGNALBOX_MODEL_TOKENS_PER_MINUTE,
      queue: env.SIGNALBOX_MODEL_QUEUE,
    },
    timeoutMs: env.SIGNALBOX_MODEL_TIMEOUT * 1000,
    retry: {
      attempts: env.LLM_MAX_RETRIES + 1,
      firstMs: env.LLM_RETRY_INITIAL_DELAY * 1000,
      longestMs: env.LLM_RETRY_MAX_DELAY * 1000,
    },
    breaker: {
      failures: env.LLM_CIRCUIT_BREAKER_THRESHOLD,
      openMs: env.LLM_CIRCUIT_BREAKER_TIMEOUT * 1000,
      successes: env.LLM_CIRCUIT_BREAKER_HALF_OPEN,
    },
    stream: env.LLM_STREAM_RESPONSES,
  };
}

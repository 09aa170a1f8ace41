/**
 * Settings of language models: which ones, at what price and pace, and how long one waits for them. Part of lib/settings.ts, which
 * reads and checks them with the others. What functions get of them is modelEnvironment; functions/kit/model/settings.ts reads it.
 *
 * Those that begin with `llm` stand in the environment by names that people know from elsewhere, in seconds: LLM_MAX_RETRIES.
 */
import * as z from 'zod';
import { type BudgetScope, modelRef } from '../contracts/model.ts';

const amount = (least: number, most: number) => z.coerce.number().min(least).max(most);
const whole = (least: number, most: number) => amount(least, most).int();
const usd = amount(0, 1_000_000).optional();

const price = z.strictObject({ input: z.number().min(0), output: z.number().min(0) });

/** JSON text, as it comes from the environment, or what stands in cdk.json. */
const prices = z.preprocess(
  (value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.issues.push({ code: 'custom', input: value, message: 'must be JSON' });
      return z.NEVER;
    }
  },
  z.record(modelRef, price, {
    error: 'must name for each model {"input": …, "output": …}, US dollars for a million tokens',
  }),
);

export const MODEL_SHAPE = {
  /** In the order of fallback, with commas between. */
  models: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(modelRef).min(1).max(10)),
  /** Where Ollama or an OpenAI-compatible server listens: `http://127.0.0.1:11434`. */
  modelUrl: z.url({ protocol: /^https?$/, error: 'must be a URL like https://models.example.com' }).optional(),
  /** Name of the secret with that server's key, as JSON with a member `key`. */
  modelKeySecret: z
    .string()
    .regex(/^[\w/+=.@-]{1,512}$/, { error: 'must be the name of a secret, not its ARN' })
    .optional(),
  /** The most that is spent: by the stage in a day; by each execution, conversation, agent and day, system and day. US dollars. */
  modelDayUsd: usd,
  modelExecutionUsd: usd,
  modelConversationUsd: usd,
  modelAgentUsd: usd,
  modelSystemUsd: usd,
  /** Of models that domain/model/prices.ts does not know. */
  modelPricesUsd: prices.optional(),
  /** Of each model, in one environment of one function. */
  modelRequestsPerMinute: whole(1, 1_000_000),
  modelTokensPerMinute: whole(1, 1_000_000_000),
  /** How many calls may wait for their turn there. */
  modelQueue: whole(0, 100_000),
  /** That a provider may say nothing, before the first token and between two; seconds. Functions run 900 at most. */
  modelTimeoutS: amount(0.1, 890),
  llmMaxRetries: whole(0, 10),
  llmRetryInitialDelay: amount(0, 60),
  llmRetryMaxDelay: amount(0, 600),
  /** Failures in a row that open a model's breaker, how long it stays open, and how many probes close it. */
  llmCircuitBreakerThreshold: whole(1, 1000),
  llmCircuitBreakerTimeout: amount(0.1, 3600),
  llmCircuitBreakerHalfOpen: whole(1, 100),
  llmStreamResponses: z.stringbool().or(z.boolean()),
};

const shape = z.object(MODEL_SHAPE);
export type ModelSettings = z.output<typeof shape>;

/** Settings that no stage has a default for. */
export const MODEL_OPTIONAL = [
  'modelUrl',
  'modelKeySecret',
  'modelExecutionUsd',
  'modelConversationUsd',
  'modelAgentUsd',
  'modelSystemUsd',
  'modelPricesUsd',
] as const;

export const MODEL_DEFAULTS = {
  models: 'offline:rehearsal',
  modelDayUsd: 10,
  modelRequestsPerMinute: 600,
  modelTokensPerMinute: 1_000_000,
  modelQueue: 100,
  modelTimeoutS: 120,
  llmMaxRetries: 3,
  llmRetryInitialDelay: 1,
  llmRetryMaxDelay: 60,
  llmCircuitBreakerThreshold: 5,
  llmCircuitBreakerTimeout: 60,
  llmCircuitBreakerHalfOpen: 3,
  llmStreamResponses: true,
} as const;

export const MODEL_DEFAULTS_PROD = {
  models: 'bedrock:amazon.nova-pro-v1:0,bedrock:amazon.nova-lite-v1:0',
  modelDayUsd: 100,
} as const;

const CAPS = {
  day: 'modelDayUsd',
  execution: 'modelExecutionUsd',
  conversation: 'modelConversationUsd',
  agent: 'modelAgentUsd',
  system: 'modelSystemUsd',
} as const satisfies Record<BudgetScope, keyof ModelSettings>;

/** Rules between settings: each breach with the setting that is to be changed. */
export function modelBreaches(
  settings: ModelSettings & { readonly stage: string },
): (readonly [name: keyof ModelSettings, message: string])[] {
  const { models, modelUrl, modelKeySecret, stage, llmRetryInitialDelay, llmRetryMaxDelay } = settings;
  const breaches: (readonly [keyof ModelSettings, string])[] = [];
  const served = models.find((model) => /^(ollama|openai-compatible):/.test(model));
  if (stage === 'prod' && models.some((model) => model.startsWith('offline:')))
    breaches.push(['models', 'must not name the offline stand-in in prod: it is no model. Name one of bedrock:…']);
  if (models.some((model) => model.startsWith('bedrock:arn:')))
    breaches.push(['models', 'must name a Bedrock model or inference profile by its id, not by its ARN']);
  if (new Set(models).size < models.length)
    breaches.push(['models', 'must name each model once: after one has failed it is not asked again']);
  if (served !== undefined && modelUrl === undefined)
    breaches.push([
      'modelUrl',
      `must say where ${served} is served, like http://127.0.0.1:11434. Set it, or name other models`,
    ]);
  if (modelKeySecret !== undefined && modelUrl === undefined)
    breaches.push([
      'modelKeySecret',
      'is the key of the server at modelUrl, which is not set. Set that too, or leave both out',
    ]);
  if (llmRetryMaxDelay < llmRetryInitialDelay)
    breaches.push(['llmRetryMaxDelay', `must not be below llmRetryInitialDelay (${llmRetryInitialDelay}). Raise it`]);
  return breaches;
}

export function modelWarnings(settings: ModelSettings): string[] {
  const { modelDayUsd, modelQueue, modelTimeoutS, llmCircuitBreakerThreshold, llmMaxRetries, models } = settings;
  const warnings: string[] = [];
  for (const name of [CAPS.conversation, CAPS.execution, CAPS.agent, CAPS.system]) {
    const cap = settings[name];
    if (cap !== undefined && modelDayUsd !== undefined && cap > modelDayUsd)
      warnings.push(`${name} (${cap}) is above modelDayUsd (${modelDayUsd}): the stage's day ends first. Lower it.`);
  }
  if (llmCircuitBreakerThreshold <= llmMaxRetries + 1)
    warnings.push(
      `llmCircuitBreakerThreshold (${llmCircuitBreakerThreshold}) is not above the tries of one call (llmMaxRetries and one: ${llmMaxRetries + 1}): a single call that fails opens the breaker for all. Raise it.`,
    );
  if (modelQueue === 0)
    warnings.push('modelQueue is 0: calls over the rate are refused, none waits for its turn. Use 100.');
  if (modelTimeoutS < 5 && models.some((model) => !model.startsWith('offline:')))
    warnings.push(`modelTimeoutS is ${modelTimeoutS}: a busy model may take longer to its first token. Use 120.`);
  return warnings;
}

/** What every function that asks models is told of them. */
export function modelEnvironment({ settings }: { readonly settings: ModelSettings }): Record<string, string> {
  const caps = Object.entries(CAPS).flatMap(([scope, name]) =>
    settings[name] === undefined ? [] : [[scope, settings[name]]],
  );
  const { modelUrl, modelKeySecret, modelPricesUsd } = settings;
  return {
    SIGNALBOX_MODELS: settings.models.join(','),
    ...(modelUrl !== undefined && { SIGNALBOX_MODEL_URL: modelUrl }),
    ...(modelKeySecret !== undefined && { SIGNALBOX_MODEL_KEY_SECRET: modelKeySecret }),
    ...(modelPricesUsd !== undefined && { SIGNALBOX_MODEL_PRICES_USD: JSON.stringify(modelPricesUsd) }),
    SIGNALBOX_MODEL_CAPS_USD: JSON.stringify(Object.fromEntries(caps)),
    SIGNALBOX_MODEL_REQUESTS_PER_MINUTE: `${settings.modelRequestsPerMinute}`,
    SIGNALBOX_MODEL_TOKENS_PER_MINUTE: `${settings.modelTokensPerMinute}`,
    SIGNALBOX_MODEL_QUEUE: `${settings.modelQueue}`,
    SIGNALBOX_MODEL_TIMEOUT: `${settings.modelTimeoutS}`,
    LLM_MAX_RETRIES: `${settings.llmMaxRetries}`,
    LLM_RETRY_INITIAL_DELAY: `${settings.llmRetryInitialDelay}`,
    LLM_RETRY_MAX_DELAY: `${settings.llmRetryMaxDelay}`,
    LLM_CIRCUIT_BREAKER_THRESHOLD: `${settings.llmCircuitBreakerThreshold}`,
    LLM_CIRCUIT_BREAKER_TIMEOUT: `${settings.llmCircuitBreakerTimeout}`,
    LLM_CIRCUIT_BREAKER_HALF_OPEN: `${settings.llmCircuitBreakerHalfOpen}`,
    LLM_STREAM_RESPONSES: `${settings.llmStreamResponses}`,
  };
}

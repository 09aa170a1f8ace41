/** Calls and settings as the port makes them, for tests of what is below it. */
import { systemClock, systemLater } from '../../../functions/kit/clock.ts';
import { type Call, type Chunk, ModelError, type Transport } from '../../../functions/kit/model/port.ts';
import { openProvider } from '../../../functions/kit/model/providers/open-provider.ts';
import type { ModelSettings } from '../../../functions/kit/model/settings.ts';

export const settingsOf = (more: Partial<ModelSettings> = {}): ModelSettings => ({
  stage: 'test',
  models: ['ollama:stub'],
  url: undefined,
  keySecret: undefined,
  capsUsd: {},
  pricesUsd: {},
  rate: { requestsPerMinute: 1000, tokensPerMinute: 1_000_000, queue: 100 },
  timeoutMs: 10_000,
  retry: { attempts: 4, firstMs: 1000, longestMs: 60_000 },
  breaker: { failures: 5, openMs: 60_000, successes: 3 },
  stream: true,
  ...more,
});

export const callOf = (more: Partial<Call> = {}): Call => ({
  model: 'ollama:stub',
  messages: [{ role: 'user', text: 'Count to three.' }],
  maxOutputTokens: 100,
  payer: { agent: 'council.sceptic', system: 'council', conversation: 'c-1' },
  shown: false,
  signal: new AbortController().signal,
  untilMs: systemClock.monotonicMs() + 60_000,
  tell: () => undefined,
  spend: () => undefined,
  ...more,
});

export const providerAt = (url: string, more: Partial<ModelSettings> = {}) =>
  openProvider(settingsOf({ url, ...more }), systemClock, systemLater);

/** What came until the end, or until the error. */
export async function outcomeOf(transport: Transport, call: Call): Promise<{ chunks: Chunk[]; error?: ModelError }> {
  const chunks: Chunk[] = [];
  try {
    for await (const chunk of transport(call)) chunks.push(chunk);
    return { chunks };
  } catch (error) {
    if (error instanceof ModelError) return { chunks, error };
    throw error;
  }
}

export const textOf = (chunks: readonly Chunk[]): string =>
  chunks.map((chunk) => (chunk.kind === 'text' ? chunk.text : '')).join('');

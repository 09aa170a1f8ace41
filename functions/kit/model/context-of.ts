/**
 * How much context a model of Ollama has, as its server tells: what it was loaded with, else what its parameters say, else no more
 * than what the table assumes and what it was made for. Ollama cuts off what is longer without a word, so the least counts.
 * Of other providers nobody tells; domain/model/models.ts has a table.
 */
import type { ModelRef } from '../../../contracts/model.ts';
import { contextTokensOf } from '../../../domain/model/models.ts';
import { lazy } from '../clients.ts';
import type { Clock, Later } from '../clock.ts';
import { memo } from '../memo.ts';
import { impatient } from './impatient.ts';
import type { Fetch } from './pool.ts';

const OLLAMA = 'ollama:';
/** A server that was set up anew is believed after so long. */
const KEPT_MS = 60_000;

type ContextOf = (model: ModelRef) => Promise<number | undefined>;

export interface ContextOfOptions {
  readonly url: string | undefined;
  readonly fetchFor: (server: string) => Fetch;
  readonly clock: Clock;
  readonly later: Later;
}

export function createContextOf({ url, fetchFor, clock, later }: ContextOfOptions): ContextOf {
  if (url === undefined) return async () => undefined;
  const ollama = lazy(async () => {
    const { createOllama } = await import('./providers/ollama.ts');
    return createOllama(url, impatient(fetchFor(url), later));
  });
  const known = new Map<ModelRef, () => Promise<number | undefined>>();
  const look = async (model: ModelRef): Promise<number | undefined> => {
    const { loadedTokens, setTokens, mostTokens } = await (await ollama()).context(model.slice(OLLAMA.length));
    return loadedTokens ?? setTokens ?? (mostTokens && Math.min(mostTokens, contextTokensOf(model)));
  };
  return async (model) => {
    if (!model.startsWith(OLLAMA)) return undefined;
    const told =
      known.get(model) ??
      memo(
        KEPT_MS,
        () => clock.monotonicMs(),
        () => look(model).catch(() => undefined), // the call itself will tell what is wrong with the server
      );
    known.set(model, told);
    return await told();
  };
}

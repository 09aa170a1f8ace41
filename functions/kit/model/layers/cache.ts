/**
 * Gives the answer to a request again that was made before, for agents that ask for it (`cacheS` of their declaration).
 *
 * 1. A request is the same when everything is that could change its answer: models, messages, schema, tools, temperature, length, prompt
 *    and version.
 * 2. Only whole answers that are of use are kept: one that was cut off, filtered, calls a tool, is empty or breaks its schema is asked
 *    for again.
 * 3. An agent has a cache of its own; no other agent's answers come out of it. What it gives costs nothing.
 */
import { createHash } from 'node:crypto';
import type { ModelRef } from '../../../../contracts/model.ts';
import { cacheKey } from '../../../../contracts/tables/models.ts';
import { SELF_ROW } from '../../../../contracts/tables/registry.ts';
import { handingOver, type KeptAnswers } from '../kept-answers.ts';
import type { Call, Chunk, Layer } from '../port.ts';

export interface CacheOptions {
  readonly answers: KeptAnswers;
  readonly agent: string;
  /** In the order of fallback. */
  readonly models: readonly ModelRef[];
  readonly seconds: number;
}

export const createCache =
  ({ answers, agent, models, seconds }: CacheOptions): Layer =>
  (inner) =>
    async function* (call) {
      const pk = cacheKey(agent, hashOf(call, models));
      const before = await answers.read(pk, SELF_ROW);
      if (before) {
        call.tell({ event: 'cache-hit', model: before.model });
        yield* before.chunks;
        return;
      }
      yield* handingOver(inner, call, (answer, reason) =>
        reason === 'stop' && isOfUse(call, answer.chunks) ? answers.keep(pk, SELF_ROW, answer, seconds) : undefined,
      );
    };

function isOfUse({ fits = () => true }: Call, chunks: readonly Chunk[]): boolean {
  if (chunks.some(({ kind }) => kind === 'tool-call')) return false;
  return fits(chunks.map((chunk) => (chunk.kind === 'text' ? chunk.text : '')).join(''));
}

function hashOf(call: Call, models: readonly ModelRef[]): string {
  const { messages, output, tools, temperature, maxOutputTokens, prompt } = call;
  const all = [models, messages, output, tools, temperature, maxOutputTokens, prompt];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

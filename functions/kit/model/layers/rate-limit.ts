/**
 * Asks a model no faster than it allows, in the order in which calls came.
 *
 * 1. The limit holds in one environment of one function, for each model by itself: functions do not tell each other. Many environments
 *    together may be faster; then the provider's own 429 is what slows them.
 * 2. A call counts with the tokens that it may use at most; what it did not use is given back when it ends.
 * 3. Whoever would wait behind a full queue, or past his own time, is refused at once, with when to come again.
 */
import type { ModelRef } from '../../../../contracts/model.ts';
import {
  type Buckets,
  fullBuckets,
  givenBack,
  type Rate,
  refilled,
  taken,
  waitMs,
} from '../../../../domain/model/rate.ts';
import { inputTokensOf } from '../../../../domain/model/truncate.ts';
import type { Clock } from '../../clock.ts';
import { orAborted } from '../pause.ts';
import { type Call, type Layer, ModelError } from '../port.ts';
import type { ModelSettings } from '../settings.ts';

export interface RateLimitOptions {
  readonly clock: Clock;
  readonly rate: ModelSettings['rate'];
}

export function createRateLimit({ clock, rate }: RateLimitOptions): Layer {
  const lines = new Map<ModelRef, Line>();
  const lineOf = (model: ModelRef): Line => {
    const line = lines.get(model) ?? createLine(clock, rate, rate.queue);
    lines.set(model, line);
    return line;
  };
  return (inner) =>
    async function* (call) {
      const line = lineOf(call.model);
      const tokens = inputTokensOf(call) + call.maxOutputTokens;
      await line.pass(call, tokens);
      let used = 0; // of a call that fails before its first chunk, nothing
      try {
        for await (const chunk of inner(call)) {
          used = tokens;
          if (chunk.kind === 'end') used = chunk.usage.inputTokens + chunk.usage.outputTokens;
          yield chunk;
        }
      } finally {
        line.giveBack(tokens - used);
      }
    };
}

interface Line {
  /** Resolves when it is the call's turn. */
  pass(call: Call, tokens: number): Promise<void>;
  giveBack(tokens: number): void;
}

function createLine(clock: Clock, rate: Rate, mostWaiting: number): Line {
  let buckets: Buckets = fullBuckets(rate, clock.monotonicMs());
  /** Needs of those who wait, in their order. */
  const waiting = new Set<{ readonly tokens: number }>();
  let before: Promise<void> = Promise.resolve();
  let moreTokens = Promise.withResolvers<void>();
  const refill = () => {
    buckets = refilled(buckets, rate, clock.monotonicMs());
  };
  /** Until one more would go, if nothing is given back. */
  const expectedMs = (tokens: number): number =>
    waitMs(
      [...waiting].reduce<Buckets>((after, one) => taken(after, one.tokens), buckets),
      rate,
      tokens,
    );

  async function turn(call: Call, tokens: number): Promise<void> {
    if (call.signal.aborted) return;
    for (let ms = waitMs(buckets, rate, tokens); ms > 0; ms = waitMs(buckets, rate, tokens)) {
      await orAborted(() => Promise.race([clock.sleep(ms), moreTokens.promise]), call.signal);
      refill();
    }
    buckets = taken(buckets, tokens);
  }

  return {
    async pass(call, tokens) {
      refill();
      const ms = expectedMs(tokens);
      if (ms === 0 && waiting.size === 0) {
        buckets = taken(buckets, tokens);
        return;
      }
      const startMs = clock.monotonicMs();
      if (waiting.size >= mostWaiting || startMs + ms >= call.untilMs) throw full(call, ms);
      const self = { tokens };
      waiting.add(self);
      const mine = before.then(async () => {
        refill();
        await turn(call, tokens);
        waiting.delete(self);
      });
      before = mine.catch(() => undefined);
      try {
        await orAborted(() => mine, call.signal);
      } finally {
        waiting.delete(self);
      }
      const waitedMs = Math.round(clock.monotonicMs() - startMs);
      if (waitedMs > 0) call.tell({ event: 'waited', model: call.model, because: 'rate-limit', ms: waitedMs });
    },
    giveBack(tokens) {
      refill();
      buckets = givenBack(buckets, rate, tokens);
      moreTokens.resolve();
      moreTokens = Promise.withResolvers();
    },
  };
}

function full({ model, tell }: Call, retryAfterMs: number): ModelError {
  tell({ event: 'refused', model, code: 'QueueFull' });
  return new ModelError(
    'QueueFull',
    `Calls of ${model} are at their rate, and this one would wait too long or behind too many. Come again later, or raise modelRequestsPerMinute, modelTokensPerMinute or modelQueue if the provider allows more.`,
    { retryAfterMs },
  );
}

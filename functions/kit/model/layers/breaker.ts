/**
 * Keeps calls away from a model that does not answer. The decisions are domain/model/breaker.ts's, the row is shared by all
 * functions of the stage.
 *
 * 1. What counts as a failure: the model could not be reached, did not answer in time, broke down or broke off. A 429 does not: the
 *    model works and says when to come again. Nor does what is wrong with the call itself, nor a model that had no time: a call that
 *    began a moment before its caller's time was over says nothing of the model.
 * 2. The row is looked at once in CACHE_MS: so long may a function not know what another one has found out.
 * 3. Whoever makes it change tells: an event of the call, a metric, a message. Nobody else does.
 * 4. A store that fails keeps no call away: calls pass, and that is told.
 */
import type { BreakerState, ModelErrorCode, ModelRef } from '../../../../contracts/model.ts';
import {
  afterResult,
  type Breaker,
  type BreakerResult,
  type BreakerRules,
  CLOSED,
  enter,
} from '../../../../domain/model/breaker.ts';
import type { Clock } from '../../clock.ts';
import type { BreakerStore, KeptBreaker } from '../breaker-store.ts';
import { type Call, type Layer, ModelError } from '../port.ts';

/** How long a row that was read is believed. */
export const CACHE_MS = 2_000;
/** Whoever loses a write so often was overtaken by as many others who counted the same outage. */
const TRIES = 10;

/** A model that was given so long, or the time of an attempt where that is shorter, and has not answered, is out. */
const FAIR_MS = 5_000;
/** Timers may be early by their own grain. */
const GRAIN = 0.9;

const FAILURES: ReadonlySet<ModelErrorCode> = new Set(['Timeout', 'ProviderFailed', 'ConnectionFailed', 'Garbled']);

export interface BreakerChange {
  readonly model: ModelRef;
  readonly from: BreakerState;
  readonly to: BreakerState;
}

export interface BreakerOptions {
  readonly clock: Clock;
  readonly store: BreakerStore;
  readonly rules: BreakerRules;
  /** That a provider may say nothing. */
  readonly timeoutMs: number;
  /** Must not throw. */
  readonly announce: (change: BreakerChange) => Promise<void>;
  /** The store failed; the call goes on. */
  readonly onStoreFailure: (error: unknown) => void;
}

export function createBreaker(options: BreakerOptions): Layer {
  const shared = createShared(options);
  const fairMs = Math.min(FAIR_MS, options.timeoutMs) * GRAIN;
  return (inner) =>
    async function* (call) {
      const probe = await shared.enter(call);
      let attemptedMs = options.clock.monotonicMs();
      const hadTime = () => options.clock.monotonicMs() - attemptedMs >= fairMs;
      const heard: Call = {
        ...call,
        tell: (event) => {
          if (event.event === 'attempted') attemptedMs = options.clock.monotonicMs();
          call.tell(event);
        },
      };
      let told = false;
      const tell = async (result: BreakerResult) => {
        if (told) return;
        told = true;
        await shared.leave(call, result, probe);
      };
      try {
        for await (const chunk of inner(heard)) {
          if (chunk.kind === 'end') await tell('success');
          yield chunk;
        }
      } catch (error) {
        const isOut =
          error instanceof ModelError && FAILURES.has(error.name) && (error.name !== 'Timeout' || hadTime());
        await tell(isOut ? 'failure' : 'neither');
        throw error;
      } finally {
        await tell('neither');
      }
    };
}

/** The rows as this environment knows them, and their changes. */
function createRows({ clock, store, announce }: BreakerOptions) {
  const known = new Map<ModelRef, { readonly kept: Promise<KeptBreaker>; readonly atMs: number }>();
  const know = (model: ModelRef, kept: Promise<KeptBreaker>): void => {
    known.set(model, { kept, atMs: clock.monotonicMs() });
  };
  const read = (model: ModelRef): Promise<KeptBreaker> => {
    const kept = store.read(model);
    know(model, kept);
    return kept;
  };
  const current = (model: ModelRef): Promise<KeptBreaker> => {
    const before = known.get(model);
    return before && clock.monotonicMs() - before.atMs < CACHE_MS ? before.kept : read(model);
  };

  /** Writes what `decide` makes of the row, and gives that; undefined when others were faster every time. */
  async function change({ model, tell }: Call, decide: (breaker: Breaker) => Breaker): Promise<Breaker | undefined> {
    let kept = await current(model);
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const from = kept.breaker;
      const to = decide(from);
      if (to === from) return to;
      const written = await store.swap(model, kept, to);
      if (written) {
        know(model, Promise.resolve(written));
        if (from.state === to.state) return to;
        tell({ event: 'breaker', model, from: from.state, to: to.state });
        await announce({ model, from: from.state, to: to.state });
        return to;
      }
      kept = await read(model);
    }
    return undefined;
  }
  return { know, change };
}

function createShared(options: BreakerOptions) {
  const { clock, rules, onStoreFailure } = options;
  const { know, change } = createRows(options);
  const nowMs = () => clock.now().getTime();

  /** While the store fails, every breaker is taken for closed. */
  function failOpen(model: ModelRef, error: unknown): void {
    know(model, Promise.resolve({ breaker: CLOSED, version: 0 }));
    onStoreFailure(error);
  }

  return {
    /** Gives the id of the probe that the call is, if it is one; throws BreakerOpen. */
    async enter(call: Call): Promise<string | undefined> {
      const { model, tell } = call;
      const id = Buffer.from(clock.randomBytes(8)).toString('hex');
      let retryAfterMs = 0;
      const decide = (breaker: Breaker): Breaker => {
        const entry = enter(breaker, rules, nowMs(), id);
        retryAfterMs = entry.kind === 'refused' ? entry.retryAfterMs : 0;
        return entry.kind === 'probe' ? entry.next : breaker;
      };
      let breaker: Breaker | undefined;
      try {
        breaker = await change(call, decide);
      } catch (error) {
        failOpen(model, error);
        return undefined;
      }
      if (breaker?.state === 'closed') return undefined;
      if (breaker?.probe?.id === id) return id;
      tell({ event: 'refused', model, code: 'BreakerOpen' });
      throw new ModelError(
        'BreakerOpen',
        `${model} has not answered for a while and is left alone; it is tried again by one call at a time. Name another model after it, or wait.`,
        { retryAfterMs },
      );
    },
    async leave(call: Call, result: BreakerResult, probe: string | undefined): Promise<void> {
      if (result === 'neither' && probe === undefined) return;
      try {
        await change(call, (breaker) => afterResult(breaker, result, rules, nowMs(), probe));
      } catch (error) {
        failOpen(call.model, error);
      }
    },
  };
}

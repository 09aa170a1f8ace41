/** What layers are tested with: a clock whose sleeps pass at once or by hand, a provider by script, and calls that keep their events. */
import type { ModelEvent, ModelRef } from '../../../contracts/model.ts';
import type { Clock } from '../../../functions/kit/clock.ts';
import {
  type Call,
  type Chunk,
  ModelError,
  type ModelErrorOptions,
  type Transport,
} from '../../../functions/kit/model/port.ts';

export const MODEL: ModelRef = 'ollama:one';
const START = Date.parse('2026-01-31T12:00:00.000Z');

export interface TestClock extends Clock {
  readonly slept: number[];
  advance(ms: number): Promise<void>;
}

/** Mulberry32, as is. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Everything that can go on without time passing has gone on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @param byHand sleeps end when `advance` comes to their moment; without it they pass at once */
export function testClock({ byHand = false, random = () => 0.5 }: { byHand?: boolean; random?: () => number } = {}) {
  let nowMs = 0;
  let made = 0;
  const timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const slept: number[] = [];
  const clock: TestClock = {
    now: () => new Date(START + nowMs),
    monotonicMs: () => nowMs,
    sleep: (ms) => {
      slept.push(ms);
      if (!byHand) {
        nowMs += ms;
        return Promise.resolve();
      }
      return new Promise((resolve) => timers.push({ atMs: nowMs + ms, run: resolve }));
    },
    random,
    randomBytes: (length) => Uint8Array.from({ length }, (_, i) => (i === 0 ? ++made : i)),
    slept,
    async advance(ms) {
      const endMs = nowMs + ms;
      await settled();
      for (;;) {
        timers.sort((a, b) => a.atMs - b.atMs);
        const next = timers[0];
        if (!next || next.atMs > endMs) break;
        timers.shift();
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
        await settled();
      }
      nowMs = endMs;
    },
  };
  return clock;
}

export type Step = readonly Chunk[] | ModelError | readonly (Chunk | ModelError)[];

export const text = (word: string): Chunk => ({ kind: 'text', text: word });
export const end: Chunk = { kind: 'end', reason: 'stop', usage: { inputTokens: 10, outputTokens: 5 } };
export const fine: Step = [text('yes'), end];
export const fault = (code: ModelError['name'], options?: ModelErrorOptions): ModelError =>
  new ModelError(code, `${code}, as the test wants it.`, options);

/** Answers call after call as the script says; behind its end, by its last step. */
export function scripted(steps: readonly Step[]) {
  const calls: Call[] = [];
  const provider: Transport = async function* (call) {
    const step = steps[Math.min(calls.length, steps.length - 1)] ?? fine;
    calls.push(call);
    for (const one of step instanceof ModelError ? [step] : step) {
      if (one instanceof ModelError) throw one;
      yield one;
    }
  };
  return { provider, calls };
}

export interface Told {
  readonly events: ModelEvent[];
  readonly call: Call;
}

/** A call; what a test is about, it names. */
export function callOf(more: Partial<Call> = {}): Told {
  const events: ModelEvent[] = [];
  const call: Call = {
    model: MODEL,
    messages: [
      { role: 'system', text: 'Be short.' },
      { role: 'user', text: 'Is it?' },
    ],
    maxOutputTokens: 100,
    payer: { agent: 'lab.thinker', system: 'lab', conversation: 'talk' },
    shown: false,
    signal: new AbortController().signal,
    untilMs: 1_000_000,
    tell: (event) => events.push(event),
    spend: () => undefined,
    ...more,
  };
  return { events, call };
}

/** All chunks of a call, or the error that it ended with behind them. */
export async function outcome(transport: Transport, call: Call): Promise<(Chunk | ModelError)[]> {
  const got: (Chunk | ModelError)[] = [];
  try {
    for await (const chunk of transport(call)) got.push(chunk);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    got.push(error);
  }
  return got;
}

/** Events as words: `attempted 1`, `failed 1 Timeout`, `waited retry 1000`. */
export const words = (events: readonly ModelEvent[]): string[] =>
  events.map((event) => {
    const { event: name, model: _, ...rest } = event as ModelEvent & { model?: string };
    return [name, ...Object.values(rest)].join(' ');
  });

/**
 * A circuit breaker of one model: lets calls through while it answers, and keeps them away while it does not. Pure; where the row
 * lies and who shares it, functions/kit/model/breaker-store.ts says.
 *
 *   closed ──`failures` failures, no success between──> open ──`openMs` later, one asks──> half-open
 *     ^                                                  ^ ──────── a probe fails ─────────── │
 *     └──────────────────────────── `successes` probes go well ───────────────────────────────┘
 *
 * 1. Half-open lets one probe through at a time. A probe has a lease: whoever holds it and is gone loses it then.
 * 2. A result that belongs to an earlier state changes nothing: a call that began before it opened, a probe whose lease is over.
 */
import type { BreakerState } from '../../contracts/model.ts';

export interface Breaker {
  readonly state: BreakerState;
  /** Failures since the last success; of `closed`. */
  readonly failures: number;
  /** Probes that went well; of `half-open`. */
  readonly successes: number;
  /** Epoch milliseconds; of `open` and `half-open`. */
  readonly openedAtMs?: number | undefined;
  readonly probe?: Probe | undefined;
}

export interface Probe {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly untilMs: number;
}

export interface BreakerRules {
  readonly failures: number;
  readonly openMs: number;
  readonly successes: number;
  /** How long a probe may take. */
  readonly leaseMs: number;
}

export type Entry =
  | { readonly kind: 'pass' }
  | { readonly kind: 'refused'; readonly retryAfterMs: number }
  /** It may go, as a probe, once `next` is written. */
  | { readonly kind: 'probe'; readonly next: Breaker };

export type BreakerResult = 'success' | 'failure' | 'neither';

export const CLOSED: Breaker = { state: 'closed', failures: 0, successes: 0 };

/** @param id of the probe, should it become one */
export function enter(breaker: Breaker, rules: BreakerRules, nowMs: number, id: string): Entry {
  const { state, openedAtMs = 0, probe } = breaker;
  if (state === 'closed') return { kind: 'pass' };
  const freeAtMs = state === 'open' ? openedAtMs + rules.openMs : (probe?.untilMs ?? nowMs);
  if (nowMs < freeAtMs) return { kind: 'refused', retryAfterMs: Math.ceil(freeAtMs - nowMs) };
  const next: Breaker = {
    state: 'half-open',
    failures: 0,
    successes: breaker.successes,
    openedAtMs,
    probe: { id, untilMs: nowMs + rules.leaseMs },
  };
  return { kind: 'probe', next };
}

/** What a call's result makes of it: the same object when nothing changes. `probe`: the id under which it entered as one. */
export function afterResult(
  breaker: Breaker,
  result: BreakerResult,
  rules: BreakerRules,
  nowMs: number,
  probe: string | undefined,
): Breaker {
  if (breaker.state === 'closed') return inClosed(breaker, result, rules, nowMs);
  if (breaker.state === 'open' || probe === undefined || breaker.probe?.id !== probe) return breaker;
  if (result === 'failure') return opened(nowMs);
  const successes = breaker.successes + (result === 'success' ? 1 : 0);
  return successes >= rules.successes ? CLOSED : { ...breaker, successes, probe: undefined };
}

function inClosed(breaker: Breaker, result: BreakerResult, rules: BreakerRules, nowMs: number): Breaker {
  if (result === 'neither') return breaker;
  if (result === 'success') return breaker.failures === 0 ? breaker : CLOSED;
  const failures = breaker.failures + 1;
  return failures >= rules.failures ? opened(nowMs) : { ...breaker, failures };
}

const opened = (nowMs: number): Breaker => ({ state: 'open', failures: 0, successes: 0, openedAtMs: nowMs });

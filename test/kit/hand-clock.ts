/** A clock that a test moves by hand: timers run when it is told that their moment has come, in order, and never before. */
import type { Clock } from '../../local/engine/clock.ts';

export interface HandClock extends Clock {
  /** Moves the time forward and runs what was due, each at its moment. */
  advance(ms: number): void;
  /** Timers that have not fired. */
  pending(): number;
}

/** Starts at a moment (epoch ms), 2026-01-01 unless told. */
export function handClock(startMs = Date.UTC(2026, 0, 1)): HandClock {
  const timers = new Set<{ readonly whenMs: number; readonly run: () => void }>();
  let nowMs = startMs;
  const next = () => [...timers].sort((a, b) => a.whenMs - b.whenMs)[0];
  function at(whenMs: number, run: () => void): () => void {
    const timer = { whenMs, run };
    timers.add(timer);
    return () => timers.delete(timer);
  }
  return {
    now: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    at,
    limit: (waitMs, run) => at(nowMs + waitMs, run),
    stop: () => timers.clear(),
    pending: () => timers.size,
    advance(ms) {
      const endMs = nowMs + ms;
      for (let timer = next(); timer && timer.whenMs <= endMs; timer = next()) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.whenMs);
        timer.run();
      }
      nowMs = endMs;
    },
  };
}

/**
 * Time, as a parameter. Owns the only wall clock and the only timers of the local cloud.
 * Rules: nothing else in local/ reads the time or sets a timer; a timer never fires early; stopping cancels all.
 */

/** Cancels a timer; harmless when it has fired already. */
export type Cancel = () => void;

/** A `background` timer is housekeeping that recurs: on a clock that skips it fires on the way, and never moves the time alone. */
export type TimerKind = 'foreground' | 'background';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since an arbitrary moment, for durations; never steps back. */
  monotonicMs(): number;
  /** Runs once at a moment (epoch ms), never before it and never within the calling turn. */
  at(whenMs: number, run: () => void, kind?: TimerKind): Cancel;
  /**
   * Runs once, when so much time has passed: of this clock or of the machine, whichever is first. For limits on what the
   * machine does, such as a function's timeout, which must come also while this clock stands.
   */
  limit(waitMs: number, run: () => void): Cancel;
  /** Where worker threads read the time (epoch ms, a double), when it is not the machine's. */
  readonly cell?: SharedArrayBuffer;
  /** Cancels every timer that has not fired, and takes no more. */
  stop(): void;
}

/** setTimeout fires at once above this delay, so longer waits are made of several. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock on the wall. */
export function wallClock(): Clock {
  const pending = new Set<NodeJS.Timeout>();
  let stopped = false;
  function arm(whenMs: number, run: () => void, hold: { timer?: NodeJS.Timeout }): void {
    if (stopped) return;
    const waitMs = Math.min(Math.max(0, whenMs - Date.now()), LONGEST_TIMER_MS);
    const timer = setTimeout(() => {
      pending.delete(timer);
      if (Date.now() < whenMs) arm(whenMs, run, hold);
      else run();
    }, waitMs);
    pending.add(timer);
    hold.timer = timer;
  }
  function at(whenMs: number, run: () => void): Cancel {
    const hold: { timer?: NodeJS.Timeout } = {};
    arm(whenMs, run, hold);
    return () => {
      clearTimeout(hold.timer);
      if (hold.timer) pending.delete(hold.timer);
    };
  }
  return {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    at,
    limit: (waitMs, run) => at(Date.now() + waitMs, run),
    stop() {
      stopped = true;
      for (const timer of pending) clearTimeout(timer);
      pending.clear();
    },
  };
}

/**
 * The clock on the wall, which a test may put forward: what is due by then runs at once, and everything else goes on as before.
 * For clouds whose functions run: they need the time to pass by itself, and the test does not want to wait for it.
 */
import { type Cancel, type Clock, wallClock } from '../../local/engine/clock.ts';

export interface JumpingClock extends Clock {
  /** Puts the clock forward. Timers that are due by then run before this returns, in order. */
  jump(ms: number): void;
}

interface Timer {
  readonly whenMs: number;
  readonly run: () => void;
  cancel: Cancel;
}

export function jumpingClock(): JumpingClock {
  const wall = wallClock();
  const timers = new Set<Timer>();
  let aheadMs = 0;
  const now = () => wall.now() + aheadMs;
  const fire = (timer: Timer): void => {
    if (!timers.delete(timer)) return;
    timer.cancel();
    timer.run();
  };
  const arm = (timer: Timer): void => {
    timer.cancel = wall.at(timer.whenMs - aheadMs, () => fire(timer));
  };
  const at: Clock['at'] = (whenMs, run) => {
    const timer: Timer = { whenMs, run, cancel: () => undefined };
    timers.add(timer);
    arm(timer);
    return () => {
      timer.cancel();
      timers.delete(timer);
    };
  };
  return {
    now,
    monotonicMs: wall.monotonicMs,
    at,
    limit: (waitMs, run) => at(now() + waitMs, run),
    stop() {
      timers.clear();
      wall.stop();
    },
    jump(ms) {
      aheadMs += ms;
      for (const timer of [...timers].sort((a, b) => a.whenMs - b.whenMs)) {
        timer.cancel();
        if (timer.whenMs <= now()) fire(timer);
        else arm(timer);
      }
    },
  };
}

/** Timers in the order in which they are due; those of one moment in the order in which they were set. */

export interface Timer {
  readonly whenMs: number;
  /** Rises with each timer that is set. */
  readonly order: number;
  /** Undefined when it has fired or was cancelled. */
  run: (() => void) | undefined;
}

export interface TimerHeap {
  push(timer: Timer): void;
  /** The one that is due first, cancelled ones left out. */
  first(): Timer | undefined;
  /** Takes the first one out. */
  take(): void;
  /** One was cancelled; when most are, they are thrown out. */
  cancelled(): void;
  clear(): void;
}

/** Below that, cancelled timers are not worth the walk. */
const FEWEST_TO_CLEAN = 1_000;

export const isBefore = (a: Timer, b: Timer): boolean =>
  a.whenMs < b.whenMs || (a.whenMs === b.whenMs && a.order < b.order);

export function timerHeap(): TimerHeap {
  let timers: Timer[] = [];
  let dead = 0;

  function rise(from: number): void {
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!swapUnless(parent, i)) return;
      i = parent;
    }
  }

  function sink(): void {
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const [one, other] = [timers[left], timers[left + 1]];
      if (!one) return;
      const child = other && isBefore(other, one) ? left + 1 : left;
      if (!swapUnless(i, child)) return;
      i = child;
    }
  }

  /** Puts a parent and its child in order; false when they are. */
  function swapUnless(parent: number, child: number): boolean {
    const [above, below] = [timers[parent], timers[child]];
    if (!above || !below || !isBefore(below, above)) return false;
    timers[parent] = below;
    timers[child] = above;
    return true;
  }

  function take(): void {
    const last = timers.pop();
    if (last === undefined || timers.length === 0) return;
    timers[0] = last;
    sink();
  }

  return {
    push(timer) {
      timers.push(timer);
      rise(timers.length - 1);
    },
    first() {
      while (timers[0] && !timers[0].run) {
        take();
        dead -= 1;
      }
      return timers[0];
    },
    take,
    cancelled() {
      dead += 1;
      if (dead < FEWEST_TO_CLEAN || dead * 2 < timers.length) return;
      timers = timers.filter(({ run }) => run).sort((a, b) => (isBefore(a, b) ? -1 : 1)); // sorted is a heap
      dead = 0;
    },
    clear() {
      timers = [];
      dead = 0;
    },
  };
}

/**
 * Time that skips: it stands still while anything runs, and jumps to the next timer when nothing does.
 *
 * 1. Timers fire in the order of their moments; those of one moment in the order in which they were set. All that follows
 *    from one moment is done before the next one comes.
 * 2. Nothing runs when no function does (turns.ts), the process is at rest, and clients had a moment to ask (stillness.ts).
 * 3. A background timer fires on the way to a foreground one. Alone it moves the time only while somebody waits for a record
 *    or has the time put forward; so the clock of an idle cloud stands.
 * 4. While it is held, the time moves only as it is put forward.
 */
import type { Cancel, Clock, TimerKind } from '../clock.ts';
import { machineClock } from '../machine-clock.ts';
import type { Work } from '../work.ts';
import { createStillness } from './stillness.ts';
import { isBefore, type Timer, timerHeap } from './timer-heap.ts';
import { createTurns, type Turns } from './turns.ts';

export interface SkipClock extends Clock {
  readonly cell: SharedArrayBuffer;
  readonly work: Work;
  /** The time stands until the answer is called. */
  hold(): Cancel;
  /** Somebody waits for a record until the answer is called. */
  awaiting(): Cancel;
  /** Moves through all that is due in that time, in order; resolves when nothing runs any more. */
  advance(ms: number): Promise<void>;
}

interface Target {
  readonly whenMs: number;
  readonly reached: () => void;
}

export interface SkipOptions {
  /** Called at each step of the time, before anything sees it. */
  readonly moved?: (nowMs: number) => void;
  /** Functions run side by side. */
  readonly inParallel?: boolean;
}

export const skipClock = (startMs: number, options: SkipOptions = {}): SkipClock => new Skipping(startMs, options);

class Skipping implements SkipClock {
  readonly cell = new SharedArrayBuffer(8);
  readonly work: Turns;
  readonly #time = new Float64Array(this.cell);
  readonly #heaps = { foreground: timerHeap(), background: timerHeap() };
  readonly #stillness = createStillness();
  readonly #targets: Target[] = [];
  readonly #moved: ((nowMs: number) => void) | undefined;
  #nowMs: number;
  #order = 0;
  #holds = 0;
  #waiters = 0;
  #looking = false;
  #dueSoon = false;
  #stopped = false;

  constructor(startMs: number, { moved, inParallel = false }: SkipOptions) {
    this.#nowMs = startMs;
    this.#time[0] = startMs;
    this.#moved = moved;
    const stirred = (client: boolean): void => this.#stillness.stir(client);
    this.work = createTurns(inParallel, () => this.#wake(), stirred);
  }

  readonly now = (): number => this.#nowMs;
  readonly monotonicMs = machineClock.monotonicMs;
  readonly hold = (): Cancel => this.#counted((by) => (this.#holds += by));
  readonly awaiting = (): Cancel => this.#counted((by) => (this.#waiters += by));

  at(whenMs: number, run: () => void, kind: TimerKind = 'foreground'): Cancel {
    if (this.#stopped) return () => undefined;
    this.#order += 1;
    const heap = this.#heaps[kind];
    const timer: Timer = { whenMs, order: this.#order, run };
    heap.push(timer);
    this.#fireSoon();
    this.#wake();
    return () => {
      if (timer.run) heap.cancelled();
      timer.run = undefined;
    };
  }

  limit(waitMs: number, run: () => void): Cancel {
    const end = (): void => {
      cancelTimer();
      cancelMachine();
    };
    const once = (): void => {
      end();
      run();
    };
    const cancelTimer = this.at(this.#nowMs + waitMs, once);
    const cancelMachine = machineClock.after(waitMs, once);
    return end;
  }

  advance(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#targets.push({ whenMs: this.#nowMs + ms, reached: resolve });
    this.#targets.sort((a, b) => a.whenMs - b.whenMs);
    this.#wake();
    return promise;
  }

  stop(): void {
    this.#stopped = true;
    for (const heap of Object.values(this.#heaps)) heap.clear();
    for (const { reached } of this.#targets.splice(0)) reached();
  }

  #first(): Timer | undefined {
    const [one, other] = [this.#heaps.foreground.first(), this.#heaps.background.first()];
    return one && other ? (isBefore(other, one) ? other : one) : (one ?? other);
  }

  #isDue(timer: Timer | undefined): timer is Timer {
    return timer !== undefined && timer.whenMs <= this.#nowMs;
  }

  /** Runs what is due, in order; what that sets for now runs in a later turn. */
  #fireDue(): void {
    const before = this.#order;
    for (let timer = this.#first(); this.#isDue(timer) && timer.order <= before; timer = this.#first()) {
      const { run } = timer;
      this.#heaps[timer === this.#heaps.foreground.first() ? 'foreground' : 'background'].take();
      timer.run = undefined;
      run?.();
    }
    this.#fireSoon();
  }

  #fireSoon(): void {
    if (this.#dueSoon || this.#stopped || !this.#isDue(this.#first())) return;
    this.#dueSoon = true;
    setImmediate(() => {
      this.#dueSoon = false;
      this.#fireDue();
    });
  }

  #moveTo(whenMs: number): void {
    if (whenMs <= this.#nowMs) return;
    this.#nowMs = whenMs;
    this.#time[0] = whenMs;
    this.#moved?.(whenMs);
  }

  /** The moment to which the time may move now. */
  #nextMoment(): number | undefined {
    const target = this.#targets[0]?.whenMs;
    const dueMs = this.#first()?.whenMs;
    if (target !== undefined) return Math.min(target, dueMs ?? target);
    const moves = this.#holds === 0 && (this.#waiters > 0 || this.#heaps.foreground.first() !== undefined);
    return moves ? dueMs : undefined;
  }

  #reachTargets(): void {
    if (this.#isDue(this.#first())) return;
    while (this.#targets[0] && this.#targets[0].whenMs <= this.#nowMs) this.#targets.shift()?.reached();
  }

  /** Something may have come to its end: looks whether all has. */
  #wake(): void {
    if (this.#looking || this.#stopped || this.work.isRunning()) return;
    this.#looking = true;
    this.#stillness.whenStill(this.#act);
  }

  readonly #act = (): void => {
    this.#looking = false;
    if (this.#stopped || this.work.isRunning()) return;
    if (this.work.isAwaited()) {
      if (!this.work.isAsked() && this.#clientsHaveTime()) return;
      this.work.next();
    } else {
      if (this.work.isWorking()) return;
      this.#reachTargets();
      const whenMs = this.#nextMoment();
      if (whenMs === undefined || this.#clientsHaveTime()) return;
      this.#moveTo(whenMs);
      this.#fireDue();
    }
    this.#wake();
  };

  /** True when clients may still ask: it is looked at again when they had their time. */
  #clientsHaveTime(): boolean {
    this.#looking = this.#stillness.whenClientsHadTime(this.#act);
    return this.#looking;
  }

  /** Counts up until it is called back. */
  #counted(count: (by: 1 | -1) => void): Cancel {
    let ended = false;
    count(1);
    this.#wake();
    return () => {
      if (ended) return;
      ended = true;
      count(-1);
      this.#wake();
    };
  }
}

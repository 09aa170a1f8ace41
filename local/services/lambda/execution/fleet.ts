/**
 * The environments of one version of a function: who is idle, who waits, and when one more is started. Bounds and idle time
 * across functions are the pool's affair.
 */
import type { Cancel, Clock } from '../../../engine/clock.ts';
import { machineClock } from '../../../engine/machine-clock.ts';
import { createLoadMeter } from '../../../engine/machine-load.ts';
import type { FunctionVersion } from '../model.ts';
import type { Environment } from './environment.ts';

/** How long the first of those who wait waits before one more is started for it. */
const SCALE_OUT_MS = 100;
/** The same while the processors are busy and requests end: one more would slow the others down. */
const BUSY_SCALE_OUT_MS = 1_000;
/** Of all processors; from here on they are busy. */
const BUSY = 0.85;

/** What a fleet asks of the pool. */
export interface Ground {
  readonly clock: Clock;
  /** Environments that are started at once. */
  readonly atOnce: number;
  /** True when the machine carries one more. */
  hasRoom(): boolean;
  /** Starts one; rejects when the code cannot be brought. */
  start(version: FunctionVersion): Promise<Environment>;
  /** Ends one. */
  end(environment: Environment): void;
}

interface Waiting {
  readonly sinceMs: number;
  resolve(environment: Environment): void;
  reject(error: unknown): void;
}

export class Fleet {
  readonly version: FunctionVersion;
  readonly #ground: Ground;
  readonly #idle: { readonly environment: Environment; readonly sinceMs: number }[] = [];
  readonly #waiting: Waiting[] = [];
  /** Started or starting, and not ended. */
  #size = 0;
  /** Of them, those that start for someone who waits. */
  #starting = 0;
  #retired = false;
  #cancelScaleOut: Cancel | undefined;
  #scaledOutMs = Number.NEGATIVE_INFINITY;
  #releasedMs = Number.NEGATIVE_INFINITY;
  readonly #load = createLoadMeter();

  constructor(version: FunctionVersion, ground: Ground) {
    this.version = version;
    this.#ground = ground;
  }

  /** Since when the longest idle one is idle (monotonic ms). */
  get idleSinceMs(): number | undefined {
    return this.#idle[0]?.sinceMs;
  }

  /** Environments that were started, or are starting, and have not ended. */
  get size(): number {
    return this.#size;
  }

  /** Of them, those that wait for a request. */
  get idle(): number {
    return this.#idle.length;
  }

  get isEmpty(): boolean {
    return this.#size === 0 && this.#waiting.length === 0;
  }

  /** An environment for one request. An eager request does not wait for the others. */
  acquire(eager: boolean): Promise<Environment> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.environment.usable()) return Promise.resolve(idle.environment);
      this.#end(idle.environment);
    }
    if (eager && this.#ground.hasRoom()) return this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<Environment>();
    this.#waiting.push({ resolve, reject, sinceMs: this.#ground.clock.monotonicMs() });
    this.#serve();
    return promise;
  }

  release(environment: Environment): void {
    this.#releasedMs = this.#ground.clock.monotonicMs();
    const next = environment.usable() ? this.#waiting.shift() : undefined;
    if (next) next.resolve(environment);
    else if (environment.usable() && !this.#retired)
      this.#idle.push({ environment, sinceMs: this.#ground.clock.monotonicMs() });
    else {
      this.#end(environment);
      this.#serve();
    }
  }

  /** Ends those that are idle; others end when they are given back. */
  retire(): void {
    this.#retired = true;
    this.dropIdleSince(Number.POSITIVE_INFINITY);
  }

  /** Ends those that have been idle since then or longer. */
  dropIdleSince(sinceMs: number): void {
    while (this.#idle[0] && this.#idle[0].sinceMs <= sinceMs) this.dropOldest();
  }

  dropOldest(): void {
    const oldest = this.#idle.shift();
    if (oldest) this.#end(oldest.environment);
  }

  stop(): void {
    this.#cancelScaleOut?.();
  }

  async #start(): Promise<Environment> {
    this.#size += 1;
    try {
      return await this.#ground.start(this.version);
    } catch (error) {
      this.#size -= 1;
      throw error;
    }
  }

  #end(environment: Environment): void {
    this.#size -= 1;
    this.#ground.end(environment);
  }

  /** Sees to it that those who wait are served: by a start now, or by one more later. */
  #serve(): void {
    if (this.#size < this.#ground.atOnce) this.#startForWaiting();
    if (this.#waiting.length === 0 || this.#cancelScaleOut) return;
    const { clock } = this.#ground;
    this.#cancelScaleOut = machineClock.after(SCALE_OUT_MS, () => {
      this.#cancelScaleOut = undefined;
      const first = this.#waiting[0];
      const nowMs = clock.monotonicMs();
      const isMoving = nowMs - this.#releasedMs < SCALE_OUT_MS;
      const patienceMs = this.#load() >= BUSY && isMoving ? BUSY_SCALE_OUT_MS : SCALE_OUT_MS;
      if (first && nowMs - Math.max(first.sinceMs, this.#scaledOutMs) >= patienceMs) {
        this.#scaledOutMs = nowMs;
        this.#startForWaiting();
      }
      this.#serve();
    });
  }

  #startForWaiting(): void {
    if (this.#waiting.length <= this.#starting || !this.#ground.hasRoom()) return;
    this.#starting += 1;
    this.#start().then(
      (environment) => {
        this.#starting -= 1;
        const first = this.#waiting.shift();
        if (first)
          first.resolve(environment); // also when its code did not load: the request tells why
        else this.release(environment);
      },
      (error) => {
        this.#starting -= 1;
        this.#waiting.shift()?.reject(error);
        this.#serve();
      },
    );
  }
}

/** Time and randomness of the functions: the one place that reads them, so that tests can put their own. */
import { randomBytes } from 'node:crypto';

export interface Clock {
  now(): Date;
  /** For durations; never steps back. */
  monotonicMs(): number;
  sleep(ms: number): Promise<void>;
  random(): number;
  randomBytes(length: number): Uint8Array;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
  randomBytes: (length) => randomBytes(length),
};

/** Does something after a while, unless the function that it gives is called before. */
export type Later = (ms: number, then: () => void) => () => void;

export const systemLater: Later = (ms, then) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

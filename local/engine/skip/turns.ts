/**
 * The functions that run while time skips: one after the other, so that each run of a scenario is the same.
 *
 *   waits for its turn ─> running ─ asks the cloud ─> blocked ─ is answered ─> running ─> done
 *                            └ takes longer than LONG_MS ─> long
 *
 * 1. A turn is given when nothing runs and the process is at rest. A function that waits for an answer of the cloud gives the
 *    others their turn: functions that call each other do not block each other.
 * 2. One that runs for LONG_MS of the machine's time sleeps, or hangs: the others get their turns, but time stands still
 *    until it has ended, by itself or by its timeout.
 * 3. A call to the outside holds the time, and no turns: it may come back to this cloud.
 * 4. In parallel, nobody waits for a turn: the order is then the threads'.
 */
import { machineClock } from '../machine-clock.ts';
import type { Work } from '../work.ts';

/** Longer than a function that only computes. */
const LONG_MS = 1_000;

interface Item {
  /** Its requests that are not answered. */
  asking: number;
  isLong: boolean;
}

export interface Turns extends Work {
  /** True when something runs that must come to its end or ask before the next turn. */
  isRunning(): boolean;
  /** True when something runs at all: time must not move. */
  isWorking(): boolean;
  /** True when somebody waits for a turn. */
  isAwaited(): boolean;
  /** True when a client waits for an answer, so that it is not about to ask. */
  isAsked(): boolean;
  /** Gives the next one its turn. */
  next(): void;
}

/** `changed` is called when something came to its end or began to wait; `stirred` for each request and answer. */
export function createTurns(inParallel: boolean, changed: () => void, stirred: (client: boolean) => void): Turns {
  const items = new Set<Item>();
  const byPlace = new Map<string, Item>();
  const waiting: (() => void)[] = [];
  let [outside, clientsAsking] = [0, 0];
  const isWorking = (): boolean => outside > 0 || [...items].some(({ asking }) => asking === 0);
  const isRunning = (): boolean => [...items].some(({ asking, isLong }) => asking === 0 && !isLong);

  function enter(): Promise<Item> {
    const item: Item = { asking: 0, isLong: false };
    return new Promise((resolve) => {
      const begin = (): void => {
        items.add(item);
        resolve(item);
      };
      if (inParallel) return begin();
      waiting.push(begin);
      changed();
    });
  }

  function count(item: Item | undefined, by: 1 | -1): void {
    if (item) item.asking += by;
    else clientsAsking += by;
    stirred(item === undefined);
    changed();
  }

  return {
    isWorking,
    isRunning,
    isAwaited: () => waiting.length > 0,
    isAsked: () => clientsAsking > 0,
    next: () => waiting.shift()?.(),
    async turn(run) {
      const item = await enter();
      let place = '';
      let stopCounting = (): void => undefined;
      try {
        return await run({
          place(environment) {
            place = environment;
            byPlace.set(place, item);
            stopCounting = machineClock.after(LONG_MS, () => {
              item.isLong = true;
              changed();
            });
          },
        });
      } finally {
        stopCounting();
        items.delete(item);
        if (byPlace.get(place) === item) byPlace.delete(place);
        changed();
      }
    },
    during(promise) {
      outside += 1;
      return promise.finally(() => {
        outside -= 1;
        changed();
      });
    },
    request(environment) {
      const item = environment === undefined ? undefined : byPlace.get(environment);
      count(item, 1);
      return () => count(item, -1);
    },
  };
}

/**
 * Who wants to know that messages are there: long polls, which take them, and listeners, which are told. Nobody looks
 * again and again. Announcements made in one turn are told once, behind it, so that a batch is taken as a batch.
 */

export interface Availability {
  /** Something may have become visible. */
  announce(): void;
  /** Whether anybody waits: without, nothing needs a timer. */
  isWatched(): boolean;
  onAvailable(listener: () => void): () => void;
  /** `tryTake` is called at each announcement until it answers true; first come, first served. Returns the cancellation. */
  poll(tryTake: () => boolean): () => void;
}

export function createAvailability(report: (error: unknown) => void): Availability {
  const listeners = new Set<() => void>();
  const polls = new Set<() => boolean>();
  let announced = false;

  function tell(): void {
    announced = false;
    for (const tryTake of polls) {
      if (!tryTake()) break; // nothing is left
      polls.delete(tryTake);
    }
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        report(error);
      }
    }
  }

  return {
    announce() {
      if (announced || (listeners.size === 0 && polls.size === 0)) return;
      announced = true;
      queueMicrotask(tell);
    },
    isWatched: () => listeners.size > 0 || polls.size > 0,
    onAvailable(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    poll(tryTake) {
      polls.add(tryTake);
      return () => polls.delete(tryTake);
    },
  };
}

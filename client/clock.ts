/** Time and randomness of the client: the one place that reads them, so that tests can put their own. */

export interface ClientClock {
  /** Calls back once, after so long; what it gives takes that back. */
  after(ms: number, then: () => void): () => void;
  random(): number;
}

export const systemClock: ClientClock = {
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

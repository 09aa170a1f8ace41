/**
 * The machine's own time: for a worker thread that the cloud's clock does not reach, and for what shares out the machine.
 * Taken when the thread starts, before a function's code can replace the globals.
 */
const [now, monotonic, timer, clear] = [
  Date.now.bind(Date),
  performance.now.bind(performance),
  setTimeout,
  clearTimeout,
];

export const machineClock = {
  now,
  monotonicMs: monotonic,
  /** Runs later, without keeping the thread alive. The answer cancels it. */
  after(waitMs: number, run: () => void): () => void {
    const armed = timer(run, waitMs).unref();
    return () => clear(armed);
  },
} as const;

/**
 * The machine's own time, for a worker thread that the cloud's clock does not reach. Taken when the thread starts, before
 * a function's code can replace the globals.
 */
const [now, monotonic, timer] = [Date.now.bind(Date), performance.now.bind(performance), setTimeout];

export const machineClock = {
  now,
  monotonicMs: monotonic,
  /** Runs later, without keeping the thread alive. */
  after(waitMs: number, run: () => void): void {
    timer(run, waitMs).unref();
  },
} as const;

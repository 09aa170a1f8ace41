/**
 * What runs and cannot be seen from the event loop: functions in their threads, and calls to the outside. A clock that skips
 * stands still while there is any (skip/skip-clock.ts); the clock on the wall does not ask.
 */

/** A function that runs, as the cloud sees it. */
export interface Piece {
  /** The environment in which it runs: its requests to the cloud bear this name. */
  place(environment: string): void;
}

export interface Work {
  /** A function runs: when it is its turn, and as long as the promise is open. */
  turn<T>(run: (piece: Piece) => Promise<T>): Promise<T>;
  /** Something outside works for the cloud as long as the promise is open. */
  during<T>(promise: Promise<T>): Promise<T>;
  /**
   * A request has come, from an environment or (undefined) from a client. The answer is to be called when it is answered. An
   * environment whose request is open waits for it, and does not count as running.
   */
  request(environment: string | undefined): () => void;
}

const nothing = (): void => undefined;
const anywhere: Piece = { place: nothing };

/** Nobody asks what runs. */
export const uncounted: Work = {
  turn: (run) => run(anywhere),
  during: (promise) => promise,
  request: () => nothing,
};

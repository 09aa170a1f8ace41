/**
 * The trace ledger: one record for each operation that the cloud did, in order. Tests and the console wait on records,
 * never on time. It is a window over the latest records, not a log for ever: what must survive is in the store.
 */

export interface Trace {
  /** Rises by one with each record. */
  readonly id: number;
  readonly atMs: number;
  /** Signing name of the service: `sqs`, `lambda`, `events` … */
  readonly service: string;
  /** AWS's action, or what the service did by itself: `SendMessage`, `deliver`, `invoke`. */
  readonly action: string;
  /** ARN or name of what it was done to, where there is one. */
  readonly resource?: string;
  /** `ok`, or the error's code. */
  readonly outcome: string;
  readonly durationMs?: number;
  /** Facts for people; never a payload. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

export type NewTrace = Omit<Trace, 'id' | 'atMs'>;

export interface Traces {
  add(trace: NewTrace): void;
  /** The id of the newest record; 0 before the first. */
  readonly last: number;
  /** Records with an id above `id` that are still in the window. */
  since(id: number): Trace[];
  /** Called with every new record until cancelled. */
  subscribe(listener: (trace: Trace) => void): () => void;
  /** The first record that matches, past ones in the window included. Rejects when the signal aborts. */
  find(matches: (trace: Trace) => boolean, signal?: AbortSignal): Promise<Trace>;
}

/** How many records the window holds. */
const WINDOW_RECORDS = 20_000;

/** `awaiting` is told that somebody waits for a record; its answer, that it has come. */
export function createTraces(now: () => number, awaiting: () => () => void = () => () => undefined): Traces {
  const ring: Trace[] = [];
  const listeners = new Set<(trace: Trace) => void>();
  let last = 0;

  function since(id: number): Trace[] {
    const oldest = Math.max(id, last - ring.length);
    return Array.from({ length: last - oldest }, (_, i) => ring[(oldest + i) % WINDOW_RECORDS] as Trace);
  }

  function subscribe(listener: (trace: Trace) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    since,
    subscribe,
    get last() {
      return last;
    },
    add(trace) {
      const record: Trace = { id: last + 1, atMs: now(), ...trace };
      ring[last % WINDOW_RECORDS] = record;
      last += 1;
      for (const listener of listeners) listener(record);
    },
    find(matches, signal) {
      const past = since(0).find(matches);
      if (past) return Promise.resolve(past);
      return new Promise((resolve, reject) => {
        const arrived = awaiting();
        const cancel = subscribe((trace) => {
          if (!matches(trace)) return;
          cancel();
          arrived();
          resolve(trace);
        });
        signal?.addEventListener('abort', () => {
          cancel();
          arrived();
          reject(signal.reason);
        });
      });
    },
  };
}

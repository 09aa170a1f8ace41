/**
 * A subject of the line bench: it takes batches over HTTP, hands each message to a handler that does nothing, and records the
 * message and what became of it. Each runs in a process of its own, so that the load never shares a thread with it.
 */

export interface Subject {
  readonly name: string;
  /** What it does less, or more, than the line. */
  readonly note: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Waits until so many messages, counted since the start, are done; gives the moment each was, in order, epoch ms. */
  done(messages: number, what?: Done): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** `recorded`: handled, and both records on disk or wherever the subject keeps them. `critical`: handled on the critical lane. */
export type Done = 'recorded' | 'critical';

/** Remembers when each of many things came to pass, and wakes who waits for a number of them. */
export function moments(): { add(n: number): void; reached(n: number): Promise<readonly number[]> } {
  const at: number[] = [];
  const waiting = new Set<{ n: number; resolve: (moments: readonly number[]) => void }>();
  return {
    add(n) {
      const now = performance.timeOrigin + performance.now();
      for (let i = 0; i < n; i++) at.push(now);
      for (const one of waiting) {
        if (at.length < one.n) continue;
        waiting.delete(one);
        one.resolve([...at]);
      }
    },
    reached: (n) => (at.length >= n ? Promise.resolve([...at]) : new Promise((resolve) => waiting.add({ n, resolve }))),
  };
}

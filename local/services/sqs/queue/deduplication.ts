/**
 * What a FIFO queue was sent in the last five minutes, so that a second send of the same gives the first one's answer and
 * no second message; also when the first was received and deleted since.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
 */
import type { Collection } from '../../../engine/store.ts';
import { DEDUPLICATION_MS } from '../limits.ts';

export interface Sent {
  readonly messageId: string;
  readonly sequenceNumber: string;
  readonly atMs: number;
}

export class Deduplication {
  /** In the order of sending, so the first ones are the first to go. */
  readonly #sent = new Map<string, Sent>();
  readonly #stored: Collection<Sent>;

  constructor(stored: Collection<Sent>) {
    this.#stored = stored;
    const entries = stored.entries().sort(([, a], [, b]) => a.atMs - b.atMs);
    for (const [key, sent] of entries) this.#sent.set(key, sent);
  }

  find(key: string, nowMs: number): Sent | undefined {
    this.#forget(nowMs);
    return this.#sent.get(key);
  }

  add(key: string, sent: Sent): void {
    this.#sent.set(key, sent);
    this.#stored.put(key, sent);
  }

  clear(): void {
    this.#sent.clear();
    this.#stored.clear();
  }

  #forget(nowMs: number): void {
    for (const [key, { atMs }] of this.#sent) {
      if (atMs + DEDUPLICATION_MS > nowMs) return;
      this.#sent.delete(key);
      this.#stored.delete(key);
    }
  }
}

/** The key of a send: the deduplication id, in the queue or within its message group. */
export const deduplicationKey = (dedupId: string, groupId: string, perGroup: boolean): string =>
  perGroup ? `g\n${groupId}\n${dedupId}` : `q\n${dedupId}`;

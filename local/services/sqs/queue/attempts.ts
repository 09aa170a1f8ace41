/**
 * Receive request attempts of a FIFO queue: a receive that is tried again, because its answer was lost, gets the same
 * messages again while nothing has happened to them.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html
 */
import type { Message } from '../message.ts';

/** How long an attempt's id counts. */
const REMEMBERED_MS = 5 * 60_000;

interface Attempt {
  readonly messages: readonly Message[];
  readonly handles: readonly string[];
  readonly atMs: number;
}

/** What an attempt needs of its queue. */
interface Receiver {
  receive(limit: number, visibilityMs: number | undefined): Message[];
  renew(
    messages: readonly Message[],
    handles: readonly string[],
    visibilityMs: number | undefined,
  ): Message[] | undefined;
  handleOf(message: Message): string;
}

export interface Attempts {
  /** Receives, or renews what the attempt received before. */
  receive(queue: Receiver, id: string, nowMs: number, limit: number, visibilityMs: number | undefined): Message[];
}

export function createAttempts(): Attempts {
  /** In the order of the attempts. */
  const attempts = new Map<string, Attempt>();

  function forget(nowMs: number): void {
    for (const [id, { atMs }] of attempts) {
      if (atMs + REMEMBERED_MS > nowMs) return;
      attempts.delete(id);
    }
  }

  return {
    receive(queue, id, nowMs, limit, visibilityMs) {
      forget(nowMs);
      const before = attempts.get(id);
      const renewed = before && queue.renew(before.messages, before.handles, visibilityMs);
      if (renewed) return renewed;
      const messages = queue.receive(limit, visibilityMs);
      attempts.delete(id);
      if (messages.length > 0)
        attempts.set(id, { messages, handles: messages.map((message) => queue.handleOf(message)), atMs: nowMs });
      return messages;
    },
  };
}

/**
 * What the store has of a queue's messages: the message, written once; its latest receipt; and what a FIFO queue was sent
 * lately.
 *
 * Receipts are written a moment after the receive, so a message that is deleted by then has cost one write and one delete.
 * A crash in that moment makes the message visible again, with its count as before: at least once, as always.
 * A receiver inside of this process cannot outlive it: after a restart its messages are visible at once.
 */
import type { Cancel } from '../../../engine/clock.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Collection } from '../../../engine/store.ts';
import { Message, type StoredMessage, type StoredReceipt } from '../message.ts';
import type { Sent } from './deduplication.ts';

/** How long after a receive its receipt is written. */
const RECEIPT_AFTER_MS = 200;

export interface Journal {
  readonly sent: Collection<Sent>;
  /** All messages in order of arrival, as they were. */
  read(): Message[];
  message(message: Message): void;
  receipt(message: Message): void;
  remove(message: Message): void;
  clear(): void;
  /** Writes what is still to be written. */
  flush(): void;
}

export function openJournal({ clock, store }: Engine, queueName: string): Journal {
  const messages = store.collection<StoredMessage>(`sqs/messages/${queueName}`);
  const receipts = store.collection<StoredReceipt>(`sqs/receipts/${queueName}`);
  const unwritten = new Set<Message>();
  let due: Cancel | undefined;

  function flush(): void {
    due?.();
    due = undefined;
    for (const message of unwritten) {
      const { key, receives, firstReceivedAtMs, readyAtMs, heldHere } = message;
      receipts.put(key, [receives, firstReceivedAtMs, heldHere ? 0 : readyAtMs]);
      message.receiptStored = true;
    }
    unwritten.clear();
  }

  return {
    sent: store.collection<Sent>(`sqs/sent/${queueName}`),
    read() {
      const latest = new Map(receipts.entries());
      return messages.entries().map(([key, stored]) => {
        const message = new Message(key, stored);
        const receipt = latest.get(key);
        message.readyAtMs = stored.delayedUntilMs ?? 0;
        if (receipt) [message.receives, message.firstReceivedAtMs, message.readyAtMs] = receipt;
        message.receiptStored = receipt !== undefined;
        return message;
      });
    },
    message: ({ key, stored }) => messages.put(key, stored),
    receipt(message) {
      unwritten.add(message);
      due ??= clock.at(clock.now() + RECEIPT_AFTER_MS, flush, 'background');
    },
    remove(message) {
      messages.delete(message.key);
      unwritten.delete(message);
      if (message.receiptStored) receipts.delete(message.key);
    },
    clear() {
      messages.clear();
      receipts.clear();
      unwritten.clear();
    },
    flush,
  };
}

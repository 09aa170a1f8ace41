/**
 * A message: what is stored of it, and the state that it is in while it waits in memory.
 *
 *     sent ──> visible ──receive──> in flight ──delete──> gone
 *       └─> delayed ─┘ ^─── timeout, release ──┘ └─ received too often ──> the dead-letter queue
 */

/** A message attribute as it travels in JSON: binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender gives, checked. */
export interface Draft {
  readonly body: string;
  readonly senderId: string;
  readonly attributes?: MessageAttributes | undefined;
  /** X-Ray trace header. https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html */
  readonly traceHeader?: string | undefined;
  /** Delay of this message; the queue's own when absent. */
  readonly delayMs?: number | undefined;
  readonly groupId?: string | undefined;
  readonly dedupId?: string | undefined;
}

/** What is written once, when the message arrives in a queue. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly senderId: string;
  readonly sentAtMs: number;
  readonly attributes?: MessageAttributes | undefined;
  readonly traceHeader?: string | undefined;
  readonly groupId?: string | undefined;
  readonly dedupId?: string | undefined;
  /** FIFO only: 20 digits, rising. */
  readonly sequenceNumber?: string | undefined;
  readonly delayedUntilMs?: number | undefined;
  /** ARN of the queue whose dead letter it is. */
  readonly deadLetterSource?: string | undefined;
  /** Receives in the queues it was in before: AWS counts "across all queues". */
  readonly receivedBefore?: number | undefined;
}

/** What changes with each receive: receives in this queue, when the first was, and when it is visible again. */
export type StoredReceipt = readonly [receives: number, firstReceivedAtMs: number, visibleAtMs: number];

export type State = 'visible' | 'delayed' | 'inFlight' | 'gone';

/** A message in memory. Only its queue, and the structures that the queue keeps it in, change it. */
export class Message {
  /** Its place in the order of arrival; key in the store. */
  readonly key: string;
  readonly stored: StoredMessage;
  state: State = 'visible';
  /** Delayed or in flight until then, epoch ms. */
  readyAtMs = 0;
  receives = 0;
  firstReceivedAtMs = 0;
  /** Its receiver lives in this process. */
  heldHere = false;
  /** The store has a receipt of it. */
  receiptStored = false;
  /** Place in the heap of the waiting, -1 when it does not wait. */
  heapIndex = -1;
  /** Neighbours in the list that it is in. */
  list: MessageList | undefined = undefined;
  previous: Message | undefined = undefined;
  next: Message | undefined = undefined;

  constructor(key: string, stored: StoredMessage) {
    this.key = key;
    this.stored = stored;
  }
}

/** A doubly linked list: the first, the last and any other can be taken out in O(1). A message is in one list at most. */
export class MessageList {
  first: Message | undefined = undefined;
  last: Message | undefined = undefined;

  push(message: Message): void {
    message.list = this;
    message.previous = this.last;
    message.next = undefined;
    if (this.last) this.last.next = message;
    else this.first = message;
    this.last = message;
  }

  remove(message: Message): void {
    if (message.list !== this) return;
    if (message.previous) message.previous.next = message.next;
    else this.first = message.next;
    if (message.next) message.next.previous = message.previous;
    else this.last = message.previous;
    message.list = message.previous = message.next = undefined;
  }
}

/**
 * One queue: its messages, their states, and who is next. Owns everything that happens to a message between its send and
 * its end; knows nothing of the API's shapes.
 *
 * 1. A send and a delete are written to the store when they happen, and who acknowledges them awaits the store first.
 *    Receive counts and visibility are written a moment later: queue/journal.ts.
 * 2. Time is looked at when someone looks at the queue: what has become visible or has expired is settled then. A timer
 *    runs only while someone waits for messages.
 * 3. A message that was received too often moves to the dead-letter queue at its next receive, in the same transaction.
 */
import type { Cancel } from '../../../engine/clock.ts';
import type { Engine } from '../../../engine/engine.ts';
import { changedAttributes, type QueueAttributes, type Settings, settingsOf } from '../attributes.ts';
import { expiredHandle, invalidHandle, notAvailable, notInFlight } from '../errors.ts';
import { SCOPE_CHANGE_MS } from '../limits.ts';
import { md5OfText } from '../md5.ts';
import { type Draft, Message, type StoredMessage } from '../message.ts';
import { createAttempts } from './attempts.ts';
import { type Availability, createAvailability } from './availability.ts';
import { Deduplication, deduplicationKey, type Sent } from './deduplication.ts';
import { type Journal, openJournal } from './journal.ts';
import { parseReceiptHandle, receiptHandle } from './receipt-handle.ts';
import { Shelf } from './shelf.ts';
import { Tally } from './tally.ts';

/** What is stored of a queue, apart from its messages. */
export interface QueueRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
  /** The deduplication scope that counts until a change of it has come through. */
  readonly formerScope?: { readonly perGroup: boolean; readonly untilMs: number };
}

/** What a queue asks of those around it. */
export interface Surroundings {
  /** Finds the dead-letter queue. */
  queueOf(arn: string): Queue | undefined;
  /** Something was counted, for the first time since the tally was taken. */
  active(): void;
}

/** Digits that AWS's sequence numbers have before the part that rises here. */
const SEQUENCE_HEAD = '1890';
const KEY_DIGITS = 16;

export class Queue {
  readonly arn: string;
  readonly fifo: boolean;
  readonly availability: Availability;
  /** Receives that may be tried again. */
  readonly attempts = createAttempts();
  record: QueueRecord;
  settings: Settings;
  /** When the last purge was, epoch ms. */
  purgedAtMs = Number.NEGATIVE_INFINITY;
  readonly tally: Tally;
  readonly #engine: Engine;
  readonly #queueOf: Surroundings['queueOf'];
  readonly #journal: Journal;
  readonly #sent: Deduplication | undefined;
  readonly #shelf: Shelf;
  #lastKey = 0;
  #timer: { readonly atMs: number; readonly cancel: Cancel } | undefined;

  /** Opens a queue with the messages that the store has of it. */
  constructor(engine: Engine, record: QueueRecord, { queueOf, active }: Surroundings) {
    this.record = record;
    this.settings = settingsOf(record.attributes);
    this.arn = engine.arn('sqs', record.name);
    this.fifo = record.name.endsWith('.fifo');
    this.tally = new Tally(active);
    this.availability = createAvailability((error) => engine.report(`listener of ${this.arn}`, error));
    this.#engine = engine;
    this.#queueOf = queueOf;
    this.#journal = openJournal(engine, record.name);
    this.#sent = this.fifo ? new Deduplication(this.#journal.sent) : undefined;
    this.#shelf = new Shelf(this.fifo);
    for (const message of this.#journal.read()) {
      this.#lastKey = Number(message.key);
      this.#shelf.place(message, engine.clock.now());
    }
  }

  get name(): string {
    return this.record.name;
  }

  /** Changes attributes that are checked already. */
  configure(changes: QueueAttributes): void {
    const now = this.#engine.clock.now();
    const attributes = changedAttributes(this.record.attributes, changes);
    const settings = settingsOf(attributes);
    const scopeChanges = settings.deduplicatesPerGroup !== this.settings.deduplicatesPerGroup;
    const formerScope = { perGroup: this.#deduplicatesPerGroup(now), untilMs: now + SCOPE_CHANGE_MS };
    this.record = { ...this.record, attributes, modifiedAtMs: now, ...(scopeChanges && { formerScope }) };
    this.settings = settings;
  }

  /** Takes a message; a FIFO queue gives the first answer again for one that it was sent already. Not durable yet. */
  send(draft: Draft): Sent & { readonly md5: string } {
    const atMs = this.#engine.clock.now();
    const md5 = md5OfText(draft.body);
    const dedupKey =
      draft.dedupId && deduplicationKey(draft.dedupId, draft.groupId ?? '', this.#deduplicatesPerGroup(atMs));
    const before = dedupKey && this.#sent?.find(dedupKey, atMs);
    if (before) return { ...before, md5 };
    const delayMs = draft.delayMs ?? this.settings.delayMs;
    const key = this.#nextKey(atMs);
    const stored: StoredMessage = {
      id: this.#engine.random.uuid(),
      body: draft.body,
      md5,
      senderId: draft.senderId,
      sentAtMs: atMs,
      attributes: draft.attributes,
      traceHeader: draft.traceHeader,
      groupId: draft.groupId,
      dedupId: draft.dedupId,
      sequenceNumber: this.fifo ? SEQUENCE_HEAD + key : undefined,
      delayedUntilMs: delayMs > 0 ? atMs + delayMs : undefined,
    };
    this.#arrive(key, stored);
    const sent = { messageId: stored.id, sequenceNumber: stored.sequenceNumber ?? '', atMs, md5 };
    if (dedupKey) this.#sent?.add(dedupKey, { messageId: sent.messageId, sequenceNumber: sent.sequenceNumber, atMs });
    return sent;
  }

  /** Takes a message out of another queue's hands: a dead letter, or one that is moved back. */
  adopt(stored: StoredMessage): void {
    const key = this.#nextKey(this.#engine.clock.now());
    this.#arrive(key, { ...stored, sequenceNumber: this.fifo ? SEQUENCE_HEAD + key : undefined });
  }

  /**
   * Takes up to `limit` visible messages and hides them. May be empty. `here` when the receiver lives in this process and
   * cannot outlive it.
   */
  receive(limit: number, visibilityMs = this.settings.visibilityMs, here = false): Message[] {
    const now = this.#settle();
    const taken: Message[] = [];
    this.#shelf.offer(limit, (message) => {
      const takes = this.#take(message, now, visibilityMs, here);
      if (takes) taken.push(message);
      return takes;
    });
    if (taken.length > 0) this.tally.count('received', taken.length);
    this.#arm();
    return taken;
  }

  handleOf(message: Message): string {
    return receiptHandle(this.record.id, message.key, message.receives);
  }

  /**
   * Deletes the message of a receipt; nothing happens when it is gone. A standard queue takes any receipt of the message,
   * a FIFO queue the latest while it is in flight, as AWS does. Not durable yet.
   */
  delete(handle: string): void {
    this.#settle();
    const { message, latest } = this.#find(handle);
    if (!message) return;
    if (this.fifo && !(latest && message.state === 'inFlight')) throw expiredHandle(handle);
    this.tally.count('deleted', 1);
    this.#drop(message);
    this.#announce(); // the next of a FIFO group
  }

  /** Makes an in-flight message visible again after a time from now. Throws AWS's errors when it is not in flight. */
  changeVisibility(handle: string, visibilityMs: number): void {
    const now = this.#settle();
    const { message, latest } = this.#find(handle);
    if (!message || (!latest && !this.fifo)) throw notAvailable(handle);
    if (this.fifo && !(latest && message.state === 'inFlight')) throw expiredHandle(handle);
    if (message.state !== 'inFlight') throw notInFlight();
    message.heldHere = false;
    this.#shelf.postpone(message, now + visibilityMs);
    this.#journal.receipt(message);
    this.#settle();
    this.#arm();
  }

  /** Hides messages of an earlier receive anew, if none of them has changed since; undefined when one has. */
  renew(
    messages: readonly Message[],
    handles: readonly string[],
    visibilityMs = this.settings.visibilityMs,
  ): Message[] | undefined {
    this.#settle();
    const same = messages.every((message, i) => message.state === 'inFlight' && this.handleOf(message) === handles[i]);
    if (!same) return undefined;
    for (const handle of handles) this.changeVisibility(handle, visibilityMs);
    return [...messages];
  }

  /**
   * Moves the next visible message to the queue that `destinationOf` names, as a new message: new id, new time, receives
   * from nought. False when none is visible. When `destinationOf` throws, the message stays.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
   */
  moveOne(destinationOf: (stored: StoredMessage) => Queue): boolean {
    const now = this.#settle();
    let moved = false;
    this.#shelf.offer(1, (message) => {
      const { delayedUntilMs, deadLetterSource, receivedBefore, ...stored } = message.stored;
      const destination = destinationOf(message.stored);
      this.#drop(message);
      destination.adopt({ ...stored, id: this.#engine.random.uuid(), sentAtMs: now });
      moved = true;
      return true;
    });
    return moved;
  }

  purge(): void {
    this.purgedAtMs = this.#engine.clock.now();
    this.#shelf.clear();
    this.#sent?.clear();
    this.#journal.clear();
  }

  /** Forgets the queue and its messages: it is deleted. */
  destroy(): void {
    this.purge();
    this.stop();
  }

  /** Ends its timers; what was to be written is written. */
  stop(): void {
    this.#timer?.cancel();
    this.#journal.flush();
  }

  counts(): { visible: number; inFlight: number; delayed: number } {
    this.#settle();
    const { visible, inFlight, delayed } = this.#shelf;
    return { visible, inFlight, delayed };
  }

  /** Age of the oldest message that is not deleted, 0 when the queue is empty. */
  oldestAgeMs(): number {
    const now = this.#settle();
    return Math.max(0, now - (this.#shelf.firstSentAtMs() ?? now));
  }

  /** Calls `listener` whenever messages may have become visible; at once when some are. */
  onAvailable(listener: () => void): () => void {
    const cancel = this.availability.onAvailable(listener);
    this.#watched();
    return cancel;
  }

  /** See Availability.poll. */
  poll(tryTake: () => boolean): () => void {
    const cancel = this.availability.poll(tryTake);
    this.#watched();
    return cancel;
  }

  #watched(): void {
    this.#settle();
    this.#announce();
    this.#arm();
  }

  #deduplicatesPerGroup(nowMs: number): boolean {
    const { formerScope } = this.record;
    return formerScope && formerScope.untilMs > nowMs ? formerScope.perGroup : this.settings.deduplicatesPerGroup;
  }

  #nextKey(nowMs: number): string {
    this.#lastKey = Math.max(this.#lastKey + 1, nowMs * 1_000);
    return String(this.#lastKey).padStart(KEY_DIGITS, '0');
  }

  #arrive(key: string, stored: StoredMessage): void {
    const message = new Message(key, stored);
    message.readyAtMs = stored.delayedUntilMs ?? 0;
    this.#journal.message(message);
    this.tally.count('sent', 1);
    this.#shelf.place(message, this.#engine.clock.now());
    if (message.state === 'visible') this.#announce();
    else this.#arm();
  }

  #take(message: Message, nowMs: number, visibilityMs: number, here: boolean): boolean {
    if (message.stored.sentAtMs + this.settings.retentionMs <= nowMs) {
      this.#drop(message);
      return false;
    }
    const { redrive } = this.settings;
    if (redrive && message.receives >= redrive.mostReceives && this.#deadLetter(message, redrive.target)) return false;
    message.receives += 1;
    message.firstReceivedAtMs ||= nowMs;
    message.heldHere = here;
    this.#shelf.hide(message, nowMs + visibilityMs);
    this.#journal.receipt(message);
    return true;
  }

  /** False when the dead-letter queue is gone: the message stays where it is, as on AWS. */
  #deadLetter(message: Message, target: string): boolean {
    const queue = this.#queueOf(target);
    if (!queue || queue === this) return false;
    const { delayedUntilMs: _, ...stored } = message.stored;
    this.#drop(message);
    queue.adopt({
      ...stored,
      deadLetterSource: this.arn,
      receivedBefore: (stored.receivedBefore ?? 0) + message.receives,
      // A standard queue keeps the moment of the first send, a FIFO queue starts retention anew.
      sentAtMs: this.fifo ? this.#engine.clock.now() : stored.sentAtMs,
    });
    this.#engine.traces.add({
      service: 'sqs',
      action: 'deadLetter',
      resource: this.arn,
      outcome: 'ok',
      detail: { messageId: stored.id, receives: message.receives, deadLetterQueue: target },
    });
    return true;
  }

  #find(handle: string): { message: Message | undefined; latest: boolean } {
    const receipt = parseReceiptHandle(handle);
    if (!receipt || receipt.queueId !== this.record.id) throw invalidHandle(handle);
    const message = this.#shelf.get(receipt.key);
    return { message, latest: message?.receives === receipt.receive };
  }

  #drop(message: Message): void {
    this.#shelf.drop(message);
    this.#journal.remove(message);
  }

  /** Brings the states up to the present: see rule 2. Returns now. */
  #settle(): number {
    const now = this.#engine.clock.now();
    if (this.#shelf.promote(now)) this.#announce();
    for (const expired of this.#shelf.sentBy(now - this.settings.retentionMs)) this.#drop(expired);
    return now;
  }

  #announce(): void {
    if (this.#shelf.visible > 0) this.availability.announce();
  }

  #arm(): void {
    const atMs = this.#shelf.nextReadyAtMs;
    if (atMs === undefined || !this.availability.isWatched()) return;
    if (this.#timer && this.#timer.atMs <= atMs) return;
    this.#timer?.cancel();
    const cancel = this.#engine.clock.at(atMs, () => {
      this.#timer = undefined;
      this.#settle();
      this.#arm();
    });
    this.#timer = { atMs, cancel };
  }
}

/**
 * The messages of a queue and the states that they are in. Owns the transitions and the counts, so that counting costs
 * nothing; knows no settings and writes nothing.
 */
import type { Message } from '../message.ts';
import { fifoOrder, type Order, standardOrder } from './order.ts';
import { Waiting } from './waiting.ts';

export class Shelf {
  /** Every message by its key, in order of arrival. */
  readonly #all = new Map<string, Message>();
  readonly #waiting = new Waiting();
  readonly #order: Order;
  #delayed = 0;
  #inFlight = 0;
  /** None was sent before; a bound, so that nobody looks for the oldest with each receive. */
  #oldestAtMs = Number.POSITIVE_INFINITY;

  constructor(fifo: boolean) {
    this.#order = fifo ? fifoOrder() : standardOrder();
  }

  get inFlight(): number {
    return this.#inFlight;
  }
  get delayed(): number {
    return this.#delayed;
  }
  get visible(): number {
    return this.#all.size - this.#inFlight - this.#delayed;
  }
  /** When the next message becomes visible by itself, epoch ms; undefined when none waits. */
  get nextReadyAtMs(): number | undefined {
    return this.#waiting.first?.readyAtMs;
  }

  get(key: string): Message | undefined {
    return this.#all.get(key);
  }

  /** A message arrives: visible, or as what its `readyAtMs` and receives say. */
  place(message: Message, nowMs: number): void {
    if (message.readyAtMs > nowMs) {
      message.state = message.receives > 0 ? 'inFlight' : 'delayed';
      if (message.receives > 0) this.#inFlight += 1;
      else this.#delayed += 1;
      this.#waiting.push(message);
    }
    this.#oldestAtMs = Math.min(this.#oldestAtMs, message.stored.sentAtMs);
    this.#all.set(message.key, message);
    this.#order.arrived(message);
  }

  /** See Order.offer. */
  offer(limit: number, take: (message: Message) => boolean): void {
    this.#order.offer(limit, take);
  }

  /** A visible message goes in flight until a moment. */
  hide(message: Message, untilMs: number): void {
    message.state = 'inFlight';
    message.readyAtMs = untilMs;
    this.#inFlight += 1;
    this.#order.hidden(message);
    this.#waiting.push(message);
  }

  /** A message in flight stays there until another moment. */
  postpone(message: Message, untilMs: number): void {
    this.#waiting.remove(message);
    message.readyAtMs = untilMs;
    this.#waiting.push(message);
  }

  drop(message: Message): void {
    if (message.state === 'inFlight') this.#inFlight -= 1;
    else if (message.state === 'delayed') this.#delayed -= 1;
    message.state = 'gone';
    this.#waiting.remove(message);
    this.#all.delete(message.key);
    this.#order.removed(message);
  }

  /** Makes visible what has waited long enough; whether there was any. */
  promote(nowMs: number): boolean {
    let any = false;
    for (let message = this.#waiting.first; message && message.readyAtMs <= nowMs; message = this.#waiting.first) {
      this.#waiting.remove(message);
      if (message.state === 'inFlight') this.#inFlight -= 1;
      else this.#delayed -= 1;
      message.state = 'visible';
      this.#order.becameVisible(message);
      any = true;
    }
    return any;
  }

  /**
   * The messages sent at a moment or before. In order of arrival the oldest come first, but for dead letters, which keep the
   * moment of their first send: one behind a younger message is found when that one is gone.
   */
  sentBy(atMs: number): Message[] {
    if (this.#oldestAtMs > atMs) return [];
    const found: Message[] = [];
    this.#oldestAtMs = Number.POSITIVE_INFINITY;
    for (const message of this.#all.values()) {
      this.#oldestAtMs = message.stored.sentAtMs;
      if (this.#oldestAtMs > atMs) break;
      found.push(message);
    }
    return found;
  }

  /** When the first message in order of arrival was sent, epoch ms. */
  firstSentAtMs(): number | undefined {
    for (const { stored } of this.#all.values()) return stored.sentAtMs;
    return undefined;
  }

  clear(): void {
    for (const message of this.#all.values()) message.state = 'gone';
    this.#all.clear();
    this.#waiting.clear();
    this.#order.clear();
    this.#delayed = this.#inFlight = 0;
    this.#oldestAtMs = Number.POSITIVE_INFINITY;
  }
}

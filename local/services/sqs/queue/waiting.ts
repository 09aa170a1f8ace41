/**
 * The messages that wait for a moment: delayed or in flight. A binary heap by that moment, in which every message knows
 * its place, so that deleting one that is in flight leaves nothing behind: O(log n), and O(1) for the usual push.
 */
import type { Message } from '../message.ts';

export class Waiting {
  readonly #heap: Message[] = [];

  /** The one that is ready first. */
  get first(): Message | undefined {
    return this.#heap[0];
  }

  push(message: Message): void {
    this.#heap.push(message);
    this.#up(message, this.#heap.length - 1);
  }

  remove(message: Message): void {
    const place = message.heapIndex;
    if (place < 0) return;
    message.heapIndex = -1;
    const last = this.#heap.pop();
    if (!last || last === message) return;
    this.#down(last, place);
    this.#up(last, last.heapIndex);
  }

  clear(): void {
    for (const message of this.#heap) message.heapIndex = -1;
    this.#heap.length = 0;
  }

  #put(message: Message, place: number): void {
    this.#heap[place] = message;
    message.heapIndex = place;
  }

  #up(message: Message, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (!parent || parent.readyAtMs <= message.readyAtMs) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(message, place);
  }

  #down(message: Message, from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      let child = this.#heap[left];
      const right = this.#heap[left + 1];
      if (child && right && right.readyAtMs < child.readyAtMs) child = right;
      if (!child || child.readyAtMs >= message.readyAtMs) break;
      const below = child === right ? left + 1 : left;
      this.#put(child, place);
      place = below;
    }
    this.#put(message, place);
  }
}

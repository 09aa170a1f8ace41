/**
 * Brings the messages of one queue to one function while its mapping is enabled. Owns batching and what happens to a batch
 * afterwards. It never polls: the queue says when something may be there, and each end of a batch looks again.
 * Whose batch runs next is the gate's affair: it takes messages only when it is its turn.
 *
 * 1. At most `concurrency` batches at once, and none while the function would be throttled: a message that waits is not
 *    received, so waiting costs it no receive.
 * 2. Without a window a batch is what is there, up to the batch size; with one, it waits until it is full or the window ends.
 * 3. A batch that succeeded is removed. What failed stays hidden until its visibility timeout ends; its queue then gives it
 *    again, or moves it to the dead-letter queue.
 * 4. What the filter does not want is removed.
 */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Cancel } from '../../../engine/clock.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { QueueMessage, Queues } from '../../../engine/ports.ts';
import type { Invoker } from '../execution/invoker.ts';
import type { Mapping } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaStore, Resolved } from '../store.ts';
import { eventOf, inEvents } from './event.ts';
import { succeeded } from './failures.ts';
import { compileFilter, type Filter } from './filter.ts';
import type { Gate, Turn } from './gate.ts';

export interface PollerParts {
  readonly engine: Engine;
  readonly store: LambdaStore;
  readonly invoker: Invoker;
  readonly gate: Gate;
  /** Batches at once, unless the mapping wants fewer. */
  readonly concurrency: number;
}

const receipts = (messages: readonly QueueMessage[]): string[] => messages.map(({ receiptHandle }) => receiptHandle);

export class Poller {
  readonly #parts: PollerParts;
  readonly #mapping: Mapping;
  readonly #queues: Queues;
  readonly #wants: Filter | undefined;
  readonly #concurrency: number;
  readonly #cancelListening: Cancel;
  #gathered: QueueMessage[] = [];
  #cancelWindow: Cancel | undefined;
  #windowOver = false;
  #running = 0;
  #stopped = false;

  /** Begins at once. */
  constructor(parts: PollerParts, mapping: Mapping) {
    const { filters, sourceArn, maximumConcurrency } = mapping;
    this.#parts = parts;
    this.#mapping = mapping;
    this.#queues = parts.engine.ports.get('queues');
    this.#wants = filters.length > 0 ? compileFilter(filters, sourceArn, parts.engine.region) : undefined;
    this.#concurrency = Math.min(maximumConcurrency ?? parts.concurrency, parts.concurrency);
    this.#cancelListening = this.#queues.onAvailable(sourceArn, () => this.wake());
    this.wake();
  }

  /** Something may be there, or there is room again: takes its turns. */
  wake(): void {
    if (!this.#stopped) this.#parts.gate.want(this.#turn);
  }

  /** Takes nothing more, and gives back what waits for its window; batches that run end as they will. */
  stop(): void {
    this.#stopped = true;
    this.#parts.gate.forget(this.#turn);
    this.#cancelListening();
    this.#cancelWindow?.();
    if (this.#gathered.length > 0) this.#queues.release(this.#mapping.sourceArn, receipts(this.#gathered), 0);
  }

  #target(): Resolved {
    return this.#parts.store.resolve(parseFunctionName(this.#mapping.functionName, this.#mapping.qualifier));
  }

  readonly #turn: Turn = (ended) => {
    try {
      const batch = this.#hasRoom() ? this.#take() : undefined;
      if (batch) this.#start(batch, ended);
      return batch !== undefined;
    } catch (error) {
      this.#problem('poll', error);
      return false;
    }
  };

  #hasRoom(): boolean {
    return this.#running < this.#concurrency && this.#parts.invoker.hasRoom(this.#target().fn);
  }

  /** The next batch, when one is due: what is there, what its window gathered, or all that fits. */
  #take(): QueueMessage[] | undefined {
    const { batchSize, windowS, sourceArn } = this.#mapping;
    for (let more = true; more; ) {
      const limit = batchSize - this.#gathered.length;
      const received = this.#queues.receive(sourceArn, limit);
      this.#gathered.push(...this.#filtered(received));
      more = received.length === limit && this.#gathered.length < batchSize;
    }
    if (this.#gathered.length === 0) return undefined;
    const due = windowS === 0 || this.#windowOver || this.#gathered.length === batchSize;
    if (due) return this.#closeBatch();
    this.#openWindow(windowS * 1000);
    return undefined;
  }

  #closeBatch(): QueueMessage[] {
    this.#cancelWindow?.();
    this.#cancelWindow = undefined;
    this.#windowOver = false;
    const batch = this.#gathered;
    this.#gathered = [];
    return batch;
  }

  #filtered(received: readonly QueueMessage[]): readonly QueueMessage[] {
    const wants = this.#wants;
    if (!wants) return received;
    const others = received.filter((message) => !wants(message));
    if (others.length > 0) void this.#remove(others, 'filter', 0);
    return received.filter((message) => !others.includes(message));
  }

  #openWindow(windowMs: number): void {
    const { clock } = this.#parts.engine;
    this.#cancelWindow ??= clock.at(clock.now() + windowMs, () => {
      this.#windowOver = true;
      this.wake();
    });
  }

  /** `ended` is called with the last of its events. */
  #start(batch: readonly QueueMessage[], ended: () => void): void {
    const events = inEvents(batch);
    let left = events.length;
    for (const messages of events) {
      this.#running += 1;
      this.#run(messages)
        .catch((error) => this.#problem('batch', error))
        .finally(() => {
          this.#running -= 1;
          left -= 1;
          if (left === 0) ended();
          this.wake();
        });
    }
  }

  async #run(messages: readonly QueueMessage[]): Promise<void> {
    const { engine, invoker } = this.#parts;
    const answer = await invoker.invoke({
      target: this.#target(),
      payload: eventOf(messages, this.#mapping.sourceArn, engine.region),
      requestId: engine.random.uuid(),
      eager: true,
    });
    const said = this.#mapping.reportsItemFailures ? succeeded(messages, answer.payload) : messages;
    const done = answer.failed ? [] : said;
    if (done.length > 0) await this.#remove(done, 'batch', messages.length - done.length);
    else
      this.#note('batch', answer.failed ? 'FunctionError' : 'PartialFailure', { removed: 0, failed: messages.length });
  }

  async #remove(messages: readonly QueueMessage[], why: string, failed: number): Promise<void> {
    try {
      await this.#queues.remove(this.#mapping.sourceArn, receipts(messages));
      this.#note(why, failed > 0 ? 'PartialFailure' : 'ok', { removed: messages.length, failed });
    } catch (error) {
      this.#problem(why, error);
    }
  }

  #note(action: string, outcome: string, detail: Record<string, unknown>): void {
    const { sourceArn: resource, functionName, uuid } = this.#mapping;
    this.#parts.engine.traces.add({
      service: 'lambda',
      action: `event-source-${action}`,
      resource,
      outcome,
      detail: { ...detail, functionName, mapping: uuid },
    });
  }

  /** The queue or the function is gone, or throttled: seen in the ledger; anything else is a fault of ours. */
  #problem(action: string, error: unknown): void {
    if (this.#stopped) return;
    if (error instanceof AwsError) this.#note(action, error.code, { message: error.message });
    else this.#parts.engine.report(`event source mapping ${this.#mapping.uuid}, ${action}`, error);
  }
}

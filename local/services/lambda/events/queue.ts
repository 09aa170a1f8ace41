/**
 * Asynchronous invokes: events that were accepted and wait for their function. Owns retries, age and outcome.
 *
 * 1. An event is on disk before it is acknowledged, and stays there until it succeeded or its failure was told: a restart goes on.
 * 2. After a function error: two retries, one and two minutes later. When throttled: again with growing waits until it is too old.
 * 3. A function has at most `lane` events running at once; the others wait in their order.
 */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Collection } from '../../../engine/store.ts';
import type { Answer, Invoker } from '../execution/invoker.ts';
import type { Meter } from '../execution/meter.ts';
import { ASYNC } from '../limits.ts';
import type { InvokeConfig } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaStore, Resolved } from '../store.ts';
import { type Condition, type EventOutcome, sendDeadLetter, sendRecord } from './destinations.ts';
import type { AsyncEvent } from './event.ts';

export type NewEvent = Pick<AsyncEvent, 'arn' | 'qualified' | 'payload' | 'requestId' | 'clientContext'>;

interface Waiting {
  readonly key: string;
  readonly event: AsyncEvent;
}

interface Lane {
  running: number;
  readonly waiting: Waiting[];
}

interface Parts {
  readonly engine: Engine;
  readonly store: LambdaStore;
  readonly invoker: Invoker;
  readonly meter: Meter;
  /** Events of a function that run at once. */
  readonly lane: number;
}

export class AsyncQueue {
  readonly #parts: Parts;
  readonly #rows: Collection<AsyncEvent>;
  /** By the ARN that is invoked. */
  readonly #lanes = new Map<string, Lane>();
  #next: number;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#rows = parts.engine.store.collection<AsyncEvent>('lambda.events');
    this.#next = Number(this.#rows.entries({ reverse: true, limit: 1 })[0]?.[0] ?? 0) + 1;
  }

  /** Takes events; resolves when they are on disk. */
  async accept(events: readonly NewEvent[]): Promise<void> {
    const { engine, meter } = this.#parts;
    const nowMs = engine.clock.now();
    const accepted = events.map((event): Waiting => {
      const key = String(this.#next++).padStart(16, '0');
      const whole: AsyncEvent = { ...event, acceptedMs: nowMs, attempts: 0, throttles: 0, dueMs: nowMs };
      this.#rows.put(key, whole);
      meter.add(parseFunctionName(event.arn).name, 'AsyncEventsReceived', 1);
      return { key, event: whole };
    });
    await engine.store.durable();
    for (const waiting of accepted) this.#schedule(waiting);
  }

  /** Goes on with what an earlier run left. */
  start(): void {
    for (const [key, event] of this.#rows.entries()) this.#schedule({ key, event });
  }

  stop(): void {
    this.#stopped = true;
  }

  #schedule(waiting: Waiting): void {
    const { clock } = this.#parts.engine;
    if (waiting.event.dueMs <= clock.now()) this.#enqueue(waiting);
    else clock.at(waiting.event.dueMs, () => this.#enqueue(waiting));
  }

  #enqueue(waiting: Waiting): void {
    const { arn } = waiting.event;
    const lane = this.#lanes.get(arn) ?? { running: 0, waiting: [] };
    this.#lanes.set(arn, lane);
    lane.waiting.push(waiting);
    this.#drain(arn, lane);
  }

  #drain(arn: string, lane: Lane): void {
    while (lane.running < this.#parts.lane && !this.#stopped) {
      const first = lane.waiting.shift();
      if (!first) break;
      lane.running += 1;
      this.#attempt(first)
        .catch((error) => this.#parts.engine.report(`asynchronous invoke of ${arn}`, error))
        .finally(() => {
          lane.running -= 1;
          this.#drain(arn, lane);
        });
    }
    if (lane.running === 0 && lane.waiting.length === 0) this.#lanes.delete(arn);
  }

  async #attempt(waiting: Waiting): Promise<void> {
    const { engine, store } = this.#parts;
    const { key, event } = waiting;
    let target: Resolved;
    try {
      target = store.resolve(parseFunctionName(event.arn));
    } catch {
      this.#rows.delete(key); // the function was deleted, and with it what should become of its events
      this.#note('drop-event', event, 'ResourceNotFoundException');
      return;
    }
    if (isTooOld(event, configOf(target, event), engine.clock.now()))
      return this.#conclude(waiting, target, 'EventAgeExceeded');
    const answer = await this.#invoke(waiting, target);
    if (!answer || this.#stopped) return; // a cloud that stops ends its environments: the next run tries again
    await this.#tried({ key, event: { ...event, attempts: event.attempts + 1 } }, target, answer);
  }

  /** Undefined when it was throttled; what follows is then seen to. */
  async #invoke(waiting: Waiting, target: Resolved): Promise<Answer | undefined> {
    const { key, event } = waiting;
    const { payload, requestId, clientContext } = event;
    const request = { target, payload, requestId, ...(clientContext !== undefined && { clientContext }) };
    try {
      return await this.#parts.invoker.invoke(request);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (this.#stopped) return undefined;
      if (target.fn.reservedConcurrency === 0) await this.#conclude(waiting, target, 'ZeroReservedConcurrency');
      else this.#again({ key, event: { ...event, throttles: event.throttles + 1 } }, throttleWaitMs(event));
      return undefined;
    }
  }

  #tried(waiting: Waiting, target: Resolved, answer: Answer): Promise<void> | undefined {
    if (!answer.failed) return this.#conclude(waiting, target, 'Success', answer);
    const { attempts } = waiting.event;
    const retries = configOf(target, waiting.event)?.maximumRetries ?? ASYNC.maximumRetries;
    const waitMs = ASYNC.errorWaitsMs[attempts - 1];
    if (waitMs === undefined || attempts > retries) return this.#conclude(waiting, target, 'RetriesExhausted', answer);
    this.#again(waiting, waitMs);
    return undefined;
  }

  #again({ key, event }: Waiting, waitMs: number): void {
    const later = { ...event, dueMs: this.#parts.engine.clock.now() + waitMs };
    this.#rows.put(key, later);
    this.#schedule({ key, event: later });
    this.#note('retry-event', later, 'ok');
  }

  /** Tells the outcome where that is wanted, and forgets the event. */
  async #conclude({ key, event }: Waiting, target: Resolved, condition: Condition, answer?: Answer): Promise<void> {
    const { fn, version } = target;
    const config = configOf(target, event);
    const outcome: EventOutcome = { event, version, condition, answer };
    if (condition === 'Success') {
      if (config?.onSuccess) await this.#tell(outcome, config.onSuccess, sendRecord, 'DestinationDeliveryFailures');
    } else {
      if (config?.onFailure) await this.#tell(outcome, config.onFailure, sendRecord, 'DestinationDeliveryFailures');
      if (version.deadLetterArn) await this.#tell(outcome, version.deadLetterArn, sendDeadLetter, 'DeadLetterErrors');
      if (!config?.onFailure && !version.deadLetterArn) this.#parts.meter.add(fn.name, 'AsyncEventsDropped', 1);
    }
    this.#rows.delete(key);
  }

  async #tell(
    outcome: EventOutcome,
    destination: string,
    send: typeof sendRecord,
    failures: 'DestinationDeliveryFailures' | 'DeadLetterErrors',
  ): Promise<void> {
    const { engine, meter } = this.#parts;
    const { version, condition } = outcome;
    let code = 'ok';
    try {
      await send(engine, destination, outcome);
    } catch (error) {
      meter.add(version.name, failures, 1);
      code = error instanceof AwsError ? error.code : 'InternalFailure';
      if (!(error instanceof AwsError)) engine.report(`telling ${destination} of an invoke`, error);
    }
    const detail = { condition, functionName: version.name };
    engine.traces.add({ service: 'lambda', action: 'destination', resource: destination, outcome: code, detail });
  }

  #note(action: string, { requestId, attempts, dueMs, arn }: AsyncEvent, outcome: string): void {
    const detail = { requestId, attempts, dueMs };
    this.#parts.engine.traces.add({ service: 'lambda', action, resource: arn, outcome, detail });
  }
}

function throttleWaitMs({ throttles }: AsyncEvent): number {
  const { first, longest } = ASYNC.throttleWaitMs;
  return Math.min(longest, first * 2 ** throttles);
}

/** The configuration of the qualifier that was invoked. */
function configOf({ fn }: Pick<Resolved, 'fn' | 'version'>, event: AsyncEvent): InvokeConfig | undefined {
  const { qualifier = '$LATEST' } = parseFunctionName(event.arn);
  return fn.invokeConfigs[qualifier];
}

const isTooOld = (event: AsyncEvent, config: InvokeConfig | undefined, nowMs: number): boolean =>
  event.attempts + event.throttles > 0 &&
  nowMs - event.acceptedMs > (config?.maximumAgeS ?? ASYNC.maximumAgeS.max) * 1000;

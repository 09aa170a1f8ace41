/**
 * Moves dead letters back to where they came from, or to a queue that is named: DLQ redrive. Owns the tasks, running and
 * past; they survive a restart.
 *
 *     RUNNING ── nothing visible is left ──> COMPLETED
 *        ├── cancel ──> CANCELLED
 *        └── a destination is gone or not known ──> FAILED
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
import * as z from 'zod';
import { AwsError } from '../../engine/aws-error.ts';
import type { Cancel } from '../../engine/clock.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Collection } from '../../engine/store.ts';
import { invalidParameter, noSuchQueue, notFound, unsupportedOperation } from './errors.ts';
import { MOST_LISTED_TASKS } from './limits.ts';
import type { StoredMessage } from './message.ts';
import type { Queue } from './queue/queue.ts';
import type { Queues } from './store.ts';

export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  /** Absent: each message goes back to the queue that it came from. */
  readonly destinationArn?: string | undefined;
  readonly perSecond?: number | undefined;
  readonly startedAtMs: number;
  readonly toMove: number;
  readonly moved: number;
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  readonly failureReason?: string | undefined;
}

/** Without a rate, so many are moved in one turn of the event loop. */
const MOVED_AT_ONCE = 100;

export class MoveTasks {
  readonly #engine: Engine;
  readonly #queues: Queues;
  readonly #stored: Collection<MoveTask>;
  readonly #tasks: Map<string, MoveTask>;
  readonly #timers = new Map<string, Cancel>();

  constructor(engine: Engine, queues: Queues) {
    this.#engine = engine;
    this.#queues = queues;
    this.#stored = engine.store.collection('sqs/move-tasks');
    this.#tasks = new Map(this.#stored.entries());
  }

  /** Throws AWS's errors: for queues that are not there, a source that is no dead-letter queue or has a task already. */
  start(sourceArn: string, destinationArn?: string, perSecond?: number): MoveTask {
    const source = this.#sourceOf(sourceArn);
    if (this.#queues.sourcesOf(source).length === 0)
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    if (destinationArn !== undefined && !this.#queues.byArn(destinationArn))
      throw notFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
    if (destinationArn === sourceArn) throw invalidParameter('Source queue and destination queue must be different.');
    this.#makeRoom(sourceArn);
    const task: MoveTask = {
      id: this.#engine.random.uuid(),
      sourceArn,
      destinationArn,
      perSecond,
      startedAtMs: this.#engine.clock.now(),
      toMove: source.counts().visible,
      moved: 0,
      status: 'RUNNING',
    };
    this.#put(task);
    this.#schedule(task);
    return task;
  }

  cancel(handle: string): MoveTask {
    const { taskId, sourceArn } = parseTaskHandle(handle);
    this.#sourceOf(sourceArn);
    const task = this.#tasks.get(taskId);
    if (!task) throw notFound('Task does not exist.');
    if (task.status !== 'RUNNING') throw invalidParameter('Only active tasks can be cancelled.');
    return this.#end({ ...task, status: 'CANCELLED' });
  }

  /** Latest first. Throws ResourceNotFoundException when the queue is not there. */
  ofSource(sourceArn: string): MoveTask[] {
    return this.#latestFirst(this.#sourceOf(sourceArn).arn);
  }

  /** Goes on with the tasks that were running when the cloud stopped. */
  resume(): void {
    for (const task of this.#tasks.values()) if (task.status === 'RUNNING') this.#schedule(task);
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #sourceOf(arn: string): Queue {
    const queue = this.#queues.byArn(arn);
    if (!queue) throw notFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    return queue;
  }

  #latestFirst(sourceArn: string): MoveTask[] {
    const tasks = [...this.#tasks.values()].filter((task) => task.sourceArn === sourceArn);
    return tasks.sort((a, b) => b.startedAtMs - a.startedAtMs);
  }

  /** One task more: none may run, and the oldest are forgotten. */
  #makeRoom(sourceArn: string): void {
    const before = this.#latestFirst(sourceArn);
    if (before.some(({ status }) => status === 'RUNNING'))
      throw unsupportedOperation(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    for (const { id } of before.slice(MOST_LISTED_TASKS - 1)) {
      this.#tasks.delete(id);
      this.#stored.delete(id);
    }
  }

  #put(task: MoveTask): void {
    this.#tasks.set(task.id, task);
    this.#stored.put(task.id, task);
  }

  #end(task: MoveTask): MoveTask {
    this.#put(task);
    this.#timers.get(task.id)?.();
    this.#timers.delete(task.id);
    const { id, sourceArn, moved, status, failureReason } = task;
    this.#engine.traces.add({
      service: 'sqs',
      action: 'moveTask',
      resource: sourceArn,
      outcome: failureReason ?? 'ok',
      detail: { task: id, status, moved },
    });
    return task;
  }

  #schedule(task: MoveTask): void {
    const { clock } = this.#engine;
    const inMs = task.perSecond === undefined ? 0 : 1_000 / task.perSecond;
    this.#timers.set(
      task.id,
      clock.at(clock.now() + inMs, () => this.#step(task.id)),
    );
  }

  #step(id: string): void {
    const task = this.#tasks.get(id);
    if (task?.status !== 'RUNNING') return;
    const source = this.#queues.byArn(task.sourceArn);
    const most = task.perSecond === undefined ? MOVED_AT_ONCE : 1;
    let { moved } = task;
    try {
      if (!source) throw noSuchQueue();
      while (moved < task.moved + most && source.moveOne((message) => this.#destinationOf(task, message))) moved += 1;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#end({ ...task, moved, status: 'FAILED', failureReason: error.queryCode ?? error.code });
      return;
    }
    if (moved < task.moved + most) {
      this.#end({ ...task, moved, status: 'COMPLETED' });
      return;
    }
    this.#put({ ...task, moved });
    this.#schedule(task);
  }

  #destinationOf(task: MoveTask, message: StoredMessage): Queue {
    const arn = task.destinationArn ?? message.deadLetterSource;
    if (arn === undefined)
      throw new AwsError('CouldNotDetermineMessageSource', `Message ${message.id} is no dead letter.`);
    const queue = this.#queues.byArn(arn);
    if (!queue) throw noSuchQueue();
    return queue;
  }
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export const taskHandle = ({ id, sourceArn }: MoveTask): string =>
  Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString('base64');

const handleSchema = z.object({ taskId: z.string(), sourceArn: z.string() });

/** What a handle names. Throws AWS's error for text that was never a handle. */
export function parseTaskHandle(handle: string): z.output<typeof handleSchema> {
  try {
    return handleSchema.parse(JSON.parse(Buffer.from(handle, 'base64').toString()));
  } catch {
    throw invalidParameter(`Value ${handle} for parameter TaskHandle is invalid.`);
  }
}

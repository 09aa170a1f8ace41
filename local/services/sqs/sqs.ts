/** What every action of SQS is given. */
import type { Engine } from '../../engine/engine.ts';
import type { MoveTasks } from './move-tasks.ts';
import type { Queues } from './store.ts';

export interface Sqs {
  readonly engine: Engine;
  readonly queues: Queues;
  readonly tasks: MoveTasks;
}

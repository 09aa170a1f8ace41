/** What every action of the Scheduler is given. */
import type { Engine } from '../../engine/engine.ts';
import type { SchedulerStore } from './store.ts';
import type { Timers } from './timers.ts';

export interface Scheduler {
  readonly engine: Engine;
  readonly store: SchedulerStore;
  readonly timers: Timers;
}

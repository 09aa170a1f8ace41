/** Amazon EventBridge Scheduler: schedules and their groups. Puts the parts together; what is supported: README.md. */
import { validationError } from '../../engine/constraints.ts';
import type { Engine } from '../../engine/engine.ts';
import { createOutbox } from '../../engine/outbox/outbox.ts';
import type { Service } from '../../engine/service.ts';
import { allActions } from './actions.ts';
import type { Scheduler } from './context.ts';
import { inspectScheduler } from './inspect.ts';
import { scheduleType } from './resources/schedule.ts';
import { scheduleGroupType } from './resources/schedule-group.ts';
import { createSchedulerStore } from './store.ts';
import { createTimers } from './timers.ts';

export function createScheduler(engine: Engine): Service {
  const store = createSchedulerStore(engine);
  const outbox = createOutbox(engine, 'scheduler');
  const timers = createTimers(engine, store, outbox);
  const scheduler: Scheduler = { engine, store, timers };
  return {
    name: 'scheduler',
    protocols: [{ kind: 'rest-json' }],
    actions: allActions(scheduler),
    resources: [scheduleType(scheduler), scheduleGroupType(scheduler)],
    invalidInput: validationError,
    inspect: () => inspectScheduler(store),
    start() {
      outbox.start();
      timers.start();
    },
  };
}

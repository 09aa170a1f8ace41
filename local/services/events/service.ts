/**
 * Amazon EventBridge: buses, rules and targets, archives and replays. Puts the parts together; other services reach a bus
 * as a target, by its ARN. What is supported and what is not: README.md.
 */
import { validationError } from '../../engine/constraints.ts';
import type { Engine } from '../../engine/engine.ts';
import { createOutbox } from '../../engine/outbox/outbox.ts';
import type { Service } from '../../engine/service.ts';
import { allActions } from './actions.ts';
import { createArchiver } from './archive/archiver.ts';
import { createReplayer } from './archive/replayer.ts';
import type { Events } from './context.ts';
import { deadLetterCode } from './dead-letter-code.ts';
import { inspectEvents } from './inspect.ts';
import { createPublisher } from './publisher.ts';
import { archiveType } from './resources/archive.ts';
import { eventBusType } from './resources/event-bus.ts';
import { eventBusPolicyType } from './resources/event-bus-policy.ts';
import { ruleType } from './resources/rule.ts';
import { createEventsStore } from './store.ts';
import { busTarget } from './target.ts';
import { createTimers } from './timers.ts';

export function createEvents(engine: Engine): Service {
  const store = createEventsStore(engine);
  const outbox = createOutbox(engine, 'events', deadLetterCode);
  const archiver = createArchiver(engine, store);
  const publisher = createPublisher(engine, store, outbox, archiver);
  const timers = createTimers(engine, store, publisher);
  const replayer = createReplayer(engine, store, publisher, archiver);
  const events: Events = { engine, store, publisher, archiver, replayer, timers };
  engine.ports.offerTarget('events', busTarget(events));
  return {
    name: 'events',
    protocols: [{ kind: 'json', version: '1.1', targetPrefix: 'AWSEvents' }],
    actions: allActions(events),
    resources: [eventBusType(events), eventBusPolicyType(events), ruleType(events), archiveType(events)],
    invalidInput: validationError,
    inspect: () => inspectEvents(events),
    start() {
      outbox.start();
      timers.start();
      replayer.start();
    },
  };
}

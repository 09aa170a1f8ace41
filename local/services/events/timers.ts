/** Rules with a schedule: one timer each, armed for the next firing. What fell due while nothing ran is not made up for. */
import type { Cancel } from '../../engine/clock.ts';
import type { Engine } from '../../engine/engine.ts';
import { nextFiring, parseSchedule } from '../../engine/schedule/schedule.ts';
import { zoneOf } from '../../engine/schedule/zone.ts';
import { makeMessage } from './event.ts';
import type { Rule } from './model.ts';
import { ruleArn } from './names.ts';
import type { Publisher } from './publisher.ts';
import type { EventsStore } from './store.ts';

export interface Timers {
  /** To be called whenever a rule changed or went. */
  arm(bus: string, rule: string): void;
  start(): void;
}

const UTC = zoneOf('UTC');

export function createTimers(engine: Engine, store: EventsStore, publisher: Publisher): Timers {
  const armed = new Map<string, Cancel>();
  const find = (bus: string, name: string): Rule | undefined =>
    store.rulesOf(bus, name).find((rule) => rule.name === name);

  function arm(bus: string, name: string): void {
    const key = ruleArn(engine, bus, name);
    armed.get(key)?.();
    armed.delete(key);
    const rule = find(bus, name);
    const schedule = rule?.enabled && rule.schedule ? parseSchedule(rule.schedule) : undefined;
    const nextMs = rule && schedule && UTC ? nextFiring(schedule, engine.clock.now(), rule.createdMs, UTC) : undefined;
    if (nextMs === undefined) return;
    armed.set(
      key,
      engine.clock.at(
        nextMs,
        () => {
          fire(bus, name, nextMs).catch((error) => engine.report(`events: schedule of ${key}`, error));
          arm(bus, name);
        },
        'background',
      ),
    );
  }

  async function fire(bus: string, name: string, dueMs: number): Promise<void> {
    const rule = find(bus, name);
    if (!rule?.enabled) return;
    const arn = ruleArn(engine, bus, name);
    engine.traces.add({ service: 'events', action: 'schedule', resource: arn, outcome: 'ok' });
    await publisher.publishToRule(
      rule,
      makeMessage(engine, {
        source: 'aws.events',
        detailType: 'Scheduled Event',
        detail: {},
        resources: [arn],
        timeMs: dueMs,
      }),
    );
  }

  return {
    arm,
    start() {
      for (const rule of store.rules.list()) if (rule.schedule) arm(rule.bus, rule.name);
    },
  };
}

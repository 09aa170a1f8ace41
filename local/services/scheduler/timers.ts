/**
 * One timer for each schedule that is enabled. What fell due while nothing ran: a one-time schedule fires at once, a
 * recurring one goes on with its next moment. A firing is handed over durably before it counts as done, so a crash in
 * between makes it fire again, never not at all.
 */
import type { Cancel } from '../../engine/clock.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Outbox } from '../../engine/outbox/outbox.ts';
import { nextFiring, parseSchedule } from '../../engine/schedule/schedule.ts';
import { zoneOf } from '../../engine/schedule/zone.ts';
import type { Schedule } from './model.ts';
import { parcelOf } from './payload.ts';
import { scheduleArn } from './schedules.ts';
import { type SchedulerStore, scheduleKey } from './store.ts';

export interface Timers {
  /** To be called whenever a schedule was made, changed or removed. */
  arm(group: string, name: string): void;
  start(): void;
}

const MINUTE_MS = 60_000;

/** When it is due next, in epoch ms; undefined when it never is again. */
function dueAt(schedule: Schedule, nowMs: number): number | undefined {
  const parsed = parseSchedule(schedule.expression);
  const zone = zoneOf(schedule.zone);
  if (!parsed || !zone) return undefined;
  if (parsed.kind === 'at') {
    return schedule.firedMs === undefined ? nextFiring(parsed, Number.NEGATIVE_INFINITY, 0, zone) : undefined;
  }
  const fromMs = schedule.startMs ?? schedule.createdMs;
  const afterMs = Math.max(nowMs, (schedule.startMs ?? 0) - 1, schedule.firedMs ?? 0);
  const dueMs = nextFiring(parsed, afterMs, fromMs, zone);
  return dueMs !== undefined && dueMs <= (schedule.endMs ?? dueMs) ? dueMs : undefined;
}

export function createTimers(engine: Engine, store: SchedulerStore, outbox: Outbox): Timers {
  const { clock, random, traces } = engine;
  const armed = new Map<string, Cancel>();

  function arm(group: string, name: string): void {
    const key = scheduleKey({ group, name });
    armed.get(key)?.();
    armed.delete(key);
    const schedule = store.schedules.get(key);
    if (schedule?.enabled) awaitNext(schedule, clock.now());
  }

  function awaitNext(schedule: Schedule, afterMs: number): void {
    const dueMs = dueAt(schedule, afterMs);
    if (dueMs === undefined) return;
    const key = scheduleKey(schedule);
    const recurs = parseSchedule(schedule.expression)?.kind !== 'at';
    const lateMs = schedule.windowMinutes > 0 ? random.below(schedule.windowMinutes * MINUTE_MS) : 0;
    armed.set(
      key,
      clock.at(
        dueMs + lateMs,
        () => {
          awaitNext({ ...schedule, firedMs: dueMs }, dueMs); // at once: a slow delivery must not cost the next moment
          fire(schedule, dueMs).catch((error) => engine.report(`scheduler: ${key}`, error));
        },
        recurs ? 'background' : 'foreground',
      ),
    );
  }

  async function fire(schedule: Schedule, dueMs: number): Promise<void> {
    const key = scheduleKey(schedule);
    const arn = scheduleArn(engine, schedule);
    traces.add({ service: 'scheduler', action: 'fire', resource: arn, outcome: 'ok' });
    await outbox.send([parcelOf(schedule, { id: random.uuid(), scheduleArn: arn, dueMs })]);
    const now = store.schedules.get(key);
    if (now?.modifiedMs !== schedule.modifiedMs) return; // changed or removed meanwhile: a new life
    const fired = { ...now, firedMs: dueMs };
    const ends = now.afterCompletion === 'DELETE' && dueAt(fired, dueMs) === undefined;
    if (ends) store.schedules.delete(key);
    else store.schedules.put(key, fired);
    await store.durable();
    if (ends) traces.add({ service: 'scheduler', action: 'complete', resource: arn, outcome: 'ok' });
  }

  return {
    arm,
    start() {
      for (const { group, name } of store.schedules.list()) arm(group, name);
    },
  };
}

/** The schedules, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { SchedulerStore } from './store.ts';

export const inspectScheduler = ({ schedules }: SchedulerStore): Json => ({
  schedules: schedules.list().map(({ name, group, expression, zone, enabled, firedMs, target }) => ({
    name,
    group,
    expression,
    zone,
    enabled,
    target: target.Arn ?? null,
    lastFired: firedMs === undefined ? null : new Date(firedMs).toISOString(),
  })),
});

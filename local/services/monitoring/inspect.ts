/** The alarms with their state, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { AlarmStore } from './alarms/store.ts';

export const inspectMonitoring = (alarms: AlarmStore): Json => ({
  alarms: alarms.all().map(({ name, arn, state, reason, updatedMs, actionsEnabled, kind }) => ({
    name,
    arn,
    kind,
    state,
    reason,
    updated: new Date(updatedMs).toISOString(),
    actionsEnabled,
  })),
});

/** The log groups, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { LogStore } from './store.ts';

export const inspectLogs = (store: LogStore): Json => ({
  groups: store.groups().map(({ name, streams, retentionDays }) => ({
    name,
    streams: streams.size,
    retentionDays: retentionDays ?? null,
  })),
});

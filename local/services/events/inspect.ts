/** The buses, rules and archives, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { Events } from './context.ts';

export const inspectEvents = ({ store }: Events): Json => ({
  buses: store.buses.list().map(({ name }) => ({
    name,
    rules: store.rulesOf(name).map(({ name: rule, enabled, pattern, schedule, targets }) => ({
      name: rule,
      enabled,
      ...(pattern !== undefined && { pattern: JSON.parse(pattern) as Json }),
      ...(schedule !== undefined && { schedule }),
      targets: targets.map(({ Arn = '' }) => Arn),
    })),
  })),
  archives: store.archives.list().map(({ name, bus, events, bytes }) => ({ name, bus, events, bytes })),
});

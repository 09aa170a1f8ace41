/**
 * Time to live: items whose moment has passed are deleted. AWS does it within days; here it is done at that moment, a
 * bounded number at a time, by one timer for the next expiry of all tables.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
import type { Cancel } from '../../engine/clock.ts';
import type { Engine } from '../../engine/engine.ts';
import { expiryKey, expiryMoment, expirySeconds } from './data/expiries.ts';
import type { Table, Tables } from './tables.ts';
import { apply, type Write } from './writes.ts';

/** Items deleted in one turn, so that a table that expires as a whole does not stop the process. */
const MOST_DELETIONS_PER_TURN = 200;
/** Expiries that lie further back are taken for mistakes, as on AWS: five years. */
const OLDEST_EXPIRY_S = 5 * 365 * 86_400;

/** Fills the list of expiries of a table whose time to live was just switched on or off. */
export function listExpiries(table: Table): void {
  table.expiries.clear();
  const { timeToLive } = table.record;
  if (timeToLive === undefined) return;
  for (const [key, item] of table.items.entries()) {
    const expiry = expiryKey(item, timeToLive, key);
    if (expiry !== undefined) table.expiries.put(expiry, key);
  }
}

export interface Expirer {
  /** Looks for the next expiry of all tables. */
  wake(): void;
  /** A write was applied: it may expire before all others. */
  notice(write: Write): void;
  stop(): void;
}

export function createExpirer(engine: Engine, tables: Tables): Expirer {
  let stopped = false;
  let dueMs = Number.POSITIVE_INFINITY;
  let cancel: Cancel | undefined;

  function arm(atMs: number): void {
    if (stopped || atMs >= dueMs) return;
    cancel?.();
    dueMs = atMs;
    cancel = engine.clock.at(
      atMs,
      () => {
        dueMs = Number.POSITIVE_INFINITY;
        run();
      },
      'background',
    );
  }

  function run(): void {
    const nowS = Math.floor(engine.clock.now() / 1000);
    for (const table of tables.all()) {
      if (table.record.timeToLive === undefined) continue;
      const [from, to] = [expiryMoment(nowS - OLDEST_EXPIRY_S), expiryMoment(nowS + 1)];
      const expired = table.expiries.entries({ from, to, limit: MOST_DELETIONS_PER_TURN });
      for (const [entry, key] of expired) {
        apply({ table, key, before: table.items.get(key), after: undefined });
        table.expiries.delete(entry);
      }
      if (expired.length > 0) {
        const detail = { items: expired.length };
        engine.traces.add({ service: 'dynamodb', action: 'expire', resource: table.arn, outcome: 'ok', detail });
      }
    }
    wake();
  }

  function wake(): void {
    const from = expiryMoment(engine.clock.now() / 1000 - OLDEST_EXPIRY_S);
    for (const table of tables.all()) {
      if (table.record.timeToLive === undefined) continue;
      const [next] = table.expiries.entries({ from, limit: 1 });
      if (next) arm(Math.max(engine.clock.now(), expirySeconds(next[0]) * 1000));
    }
  }

  return {
    wake,
    notice({ table, key, after }) {
      const { timeToLive } = table.record;
      if (timeToLive === undefined || !after) return;
      const entry = expiryKey(after, timeToLive, key);
      if (entry !== undefined) arm(expirySeconds(entry) * 1000);
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

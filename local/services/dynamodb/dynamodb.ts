/** What all actions of DynamoDB share: the engine, the tables, and the way a write becomes durable. */
import type { Engine } from '../../engine/engine.ts';
import { openTables, type Table, type TableRecord, type Tables } from './tables.ts';
import { createExpirer, type Expirer } from './time-to-live.ts';
import { apply, type Write } from './writes.ts';

export interface DynamoDb {
  readonly engine: Engine;
  readonly tables: Tables;
  readonly expirer: Expirer;
  /** Applies planned writes together; resolves when they are on disk. */
  write(writes: readonly Write[]): Promise<void>;
  /** Makes or changes a table; resolves when that is on disk. */
  putTable(name: string, record: TableRecord): Promise<Table>;
}

export function openDynamoDb(engine: Engine): DynamoDb {
  const tables = openTables(engine);
  const expirer = createExpirer(engine, tables);
  return {
    engine,
    tables,
    expirer,
    async write(writes) {
      for (const write of writes) {
        apply(write);
        expirer.notice(write);
      }
      await engine.store.durable();
    },
    async putTable(name, record) {
      const table = tables.put(name, record);
      await engine.store.durable();
      return table;
    },
  };
}

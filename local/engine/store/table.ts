/** The SQLite table behind the store: values as JSON text under collection and key, and what has been filed into it. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';

export interface Table {
  /** Numbers of the collections by name. */
  collections(): Map<string, number>;
  name(collection: number, name: string): void;
  get(collection: number, key: string): string | undefined;
  put(collection: number, key: string, text: string): void;
  delete(collection: number, key: string): void;
  clear(collection: number): void;
  /** In the order of the keys; `limit` -1 gives all. */
  range(collection: number, from: string, to: string, limit: number, reverse: boolean): [key: string, text: string][];
  /** The last journal segment that is in the table; 0 when none is. */
  filed(): number;
  /** Runs changes as one transaction, which also notes that a segment is filed. */
  transaction(segment: number, change: () => void): void;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collection (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS item (
    collection INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, key)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS filed (only INTEGER PRIMARY KEY CHECK (only = 1), segment INTEGER NOT NULL);`;

/** Opens or makes the table in a database file, or in memory. */
export function openTable(database: DatabaseSync = new DatabaseSync(':memory:')): Table {
  database.exec(SCHEMA);
  const statements = prepare(database);
  return {
    collections() {
      const rows = statements.collections.all() as { id: number; name: string }[];
      return new Map(rows.map(({ id, name }) => [name, id]));
    },
    name: (collection, name) => void statements.name.run(collection, name),
    get: (collection, key) => (statements.get.get(collection, key) as { value: string } | undefined)?.value,
    put: (collection, key, text) => void statements.put.run(collection, key, text),
    delete: (collection, key) => void statements.delete.run(collection, key),
    clear: (collection) => void statements.clear.run(collection),
    range(collection, from, to, limit, reverse) {
      const rows = statements[reverse ? 'descending' : 'ascending'].all(collection, from, to, limit);
      return (rows as { key: string; value: string }[]).map(({ key, value }) => [key, value]);
    },
    filed: () => (statements.filed.get() as { segment: number } | undefined)?.segment ?? 0,
    transaction(segment, change) {
      database.exec('BEGIN IMMEDIATE');
      try {
        change();
        statements.setFiled.run(segment);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}

function prepare(database: DatabaseSync) {
  const range = (order: 'ASC' | 'DESC') =>
    database.prepare(
      `SELECT key, value FROM item WHERE collection = ? AND key >= ? AND key < ? ORDER BY key ${order} LIMIT ?`,
    );
  return {
    collections: database.prepare('SELECT id, name FROM collection'),
    name: database.prepare('INSERT OR REPLACE INTO collection (id, name) VALUES (?, ?)'),
    get: database.prepare('SELECT value FROM item WHERE collection = ? AND key = ?'),
    put: database.prepare('INSERT OR REPLACE INTO item (collection, key, value) VALUES (?, ?, ?)'),
    delete: database.prepare('DELETE FROM item WHERE collection = ? AND key = ?'),
    clear: database.prepare('DELETE FROM item WHERE collection = ?'),
    filed: database.prepare('SELECT segment FROM filed'),
    setFiled: database.prepare('INSERT OR REPLACE INTO filed (only, segment) VALUES (1, ?)'),
    ascending: range('ASC'),
    descending: range('DESC'),
  } satisfies Record<string, StatementSync>;
}

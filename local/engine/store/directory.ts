/** A data directory: who it belongs to, and the format of what is in it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const FORMAT_VERSION = 2;
/** A reader or writer in this process waits so long for another one to be done. */
const BUSY_MS = 10_000;

/** Opens the database of a directory. Commits are flushed. */
export function openDatabase(directory: string): DatabaseSync {
  const database = new DatabaseSync(join(directory, 'cloud.sqlite'), { timeout: BUSY_MS });
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;');
  return database;
}

/**
 * Takes a directory for this process, until the returned function is called or the process ends, however it ends. Throws a
 * sentence that names the directory and the remedy.
 */
export function takeDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const lock = new DatabaseSync(join(directory, 'lock.sqlite')); // its lock is the system's: it cannot be left behind
  const owner = join(directory, 'lock.pid');
  try {
    lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new Error(
      `Data directory ${directory} is in use by process ${readOwner(owner)}. Stop that process or name another directory.`,
      { cause },
    );
  }
  writeFileSync(owner, String(process.pid));
  return () => lock.close();
}

/** Throws when the database is of another format. A new one gets this one's. */
export function checkFormat(directory: string, database: DatabaseSync): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version !== 0 && version !== FORMAT_VERSION) {
    const remedy = version > FORMAT_VERSION ? 'Use a newer Signalbox or another directory.' : 'Use another directory.';
    throw new Error(
      `Data directory ${directory} has format ${version}, this version reads format ${FORMAT_VERSION}. ${remedy}`,
    );
  }
  database.exec(`PRAGMA user_version=${FORMAT_VERSION}`);
}

function readOwner(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '(unknown)';
  }
}

/** A data directory: who it belongs to, and the format of what is in it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../aws-error.ts';

/** Of what is in a directory; a new one is refused by older versions and the other way round. */
export const FORMAT_VERSION = 2;
const LOCK = 'lock.sqlite';
const DATABASE = 'cloud.sqlite';
/** A reader or writer in this process waits so long for another one to be done. */
const BUSY_MS = 10_000;

/** Opens the database of a directory. Commits are flushed. */
export function openDatabase(directory: string): DatabaseSync {
  const database = inDirectory(directory, () => new DatabaseSync(join(directory, DATABASE), { timeout: BUSY_MS }));
  try {
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;');
    return database;
  } catch (cause) {
    database.close();
    if (!isDamaged(cause)) throw notWritable(directory, cause);
    const remedy = 'Bring back a copy of the directory, or name another one; deleting it begins anew.';
    throw new Error(`The file ${DATABASE} in data directory ${directory} is damaged: ${reason(cause)}. ${remedy}`, {
      cause,
    });
  }
}

/**
 * Takes a directory for this process, until the returned function is called or the process ends, however it ends. Throws a
 * sentence that names the directory and the remedy.
 */
export function takeDirectory(directory: string): () => void {
  const lock = inDirectory(directory, () => {
    mkdirSync(directory, { recursive: true });
    return new DatabaseSync(join(directory, LOCK)); // its lock is the system's: it cannot be left behind
  });
  const owner = join(directory, 'lock.pid');
  try {
    lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
    writeFileSync(owner, String(process.pid));
  } catch (cause) {
    lock.close();
    throw refusal(directory, owner, cause);
  }
  return () => lock.close();
}

/** https://www.sqlite.org/rescode.html */
const SQLITE = { busy: 5, corrupt: 11, notADatabase: 26 } as const;

const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isDamaged = (error: unknown): boolean => {
  const code = resultCode(error);
  return code === SQLITE.notADatabase || code === SQLITE.corrupt;
};

/** Why the lock was not to be had. */
function refusal(directory: string, owner: string, cause: unknown): Error {
  if (resultCode(cause) === SQLITE.busy)
    return new Error(
      `Data directory ${directory} is in use by process ${readOwner(owner)}. Stop that process or name another directory.`,
      { cause },
    );
  if (isDamaged(cause))
    return new Error(
      `The file ${LOCK} in data directory ${directory} is damaged: ${reason(cause)}. It holds no data: delete it and start again.`,
      { cause },
    );
  return notWritable(directory, cause);
}

function notWritable(directory: string, cause: unknown): Error {
  const remedy =
    'See that it is a folder, that it may be written and that its disk has room, or name another directory.';
  return new Error(`Data directory ${directory} cannot be used: ${reason(cause)}. ${remedy}`, { cause });
}

function inDirectory<T>(directory: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw notWritable(directory, cause);
  }
}

/** For whoever waits for a write when the directory was deleted under the running cloud: what it has is in memory only. */
export const directoryGone = (directory: string): AwsError =>
  new AwsError(
    'ServiceUnavailable',
    `The data directory ${directory} was deleted while the cloud was using it. Nothing is written any more: end the cloud and start it again.`,
    { status: 503 },
  );

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

/**
 * The files with the bytes of objects and parts, in the data directory.
 *
 * 1. A file is written once, under a name of its own, and is on disk with its directory entry before anything names it.
 * 2. It is removed after the record that named it is gone from the disk: a crash leaves at most a file that nobody names.
 * 3. Those are removed at the next start.
 */
import { closeSync, fstatSync, openSync, readdirSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../../engine/engine.ts';

/** A file opened for reading, and which bytes are meant. Who gets it closes it. */
export interface OpenFile {
  readonly fd: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Files {
  /** Writes all bytes and resolves to the file's name when they are on disk. What fails leaves no file. */
  write(bytes: AsyncIterable<Uint8Array>): Promise<string>;
  /** Opened at once, so that a removal between looking up a record and reading its file takes nothing away. */
  open(file: string, start: number, end: number): OpenFile;
  path(file: string): string;
  /** When the store is durable. */
  remove(files: readonly string[]): void;
  /** Removes files that nobody names. */
  sweep(named: ReadonlySet<string>): void;
  /** Waits for removals that are under way. */
  stop(): Promise<void>;
}

export function createFiles(engine: Engine): Files {
  let folder: string | undefined; // asked for when the first object comes
  const place = (): string => {
    folder ??= engine.folder('s3');
    return folder;
  };
  const path = (file: string) => join(place(), file);
  const removals = new Set<Promise<void>>();
  const directory = createFolderSync(place);

  function remove(files: readonly string[]): void {
    if (files.length === 0) return;
    const removal = engine.store
      .durable()
      .then(async () => {
        for (const file of files) await rm(path(file), { force: true });
      })
      .catch((error) => engine.report('s3: removing files', error))
      .finally(() => removals.delete(removal));
    removals.add(removal);
  }

  return {
    path,
    remove,
    async write(bytes) {
      const file = engine.random.uuid();
      const handle = await open(path(file), 'wx');
      try {
        for await (const piece of bytes) await writeAll(handle, piece);
        await Promise.all([handle.sync(), directory.sync()]);
        await handle.close();
        return file;
      } catch (error) {
        await handle.close().catch(() => {});
        await rm(path(file), { force: true });
        throw error;
      }
    },
    open(file, start, end) {
      const fd = openSync(path(file), 'r');
      if (fstatSync(fd).size >= end) return { fd, start, end };
      closeSync(fd);
      throw new Error(`The file ${path(file)} is shorter than its record says.`);
    },
    sweep(named) {
      remove(readdirSync(place()).filter((file) => !named.has(file)));
    },
    async stop() {
      await Promise.all(removals);
      await directory.close();
    },
  };
}

async function writeAll(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten;
}

/** The directory's own entries on disk. One at a time; who comes while one is under way shares the next. */
function createFolderSync(place: () => string): { sync(): Promise<void>; close(): Promise<void> } {
  let directory: FileHandle | undefined;
  let syncing: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  async function syncNow(): Promise<void> {
    directory ??= await open(place());
    await directory.sync();
  }
  function sync(): Promise<void> {
    if (!syncing) {
      syncing = syncNow().finally(() => {
        syncing = undefined;
      });
      return syncing;
    }
    queued ??= syncing
      .catch(() => {})
      .then(() => {
        queued = undefined;
        return sync();
      });
    return queued;
  }
  return {
    sync,
    async close() {
      await directory?.close();
    },
  };
}

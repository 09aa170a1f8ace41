/**
 * Space ahead of a file's writer. A write that makes its file longer is flushed with the file system's own notes about the
 * file, one within its length without: half the time. So zeros are written in front of the writer before it comes there.
 *
 * 1. Zeros go behind the end of everything that was ever handed out, never over it.
 * 2. A disk that has no room for zeros refuses nobody: the writer goes on by itself, and hears of its own errors.
 */
import { closeSync, constants, fdatasync, fstatSync, ftruncateSync, openSync, write } from 'node:fs';

/** A file that stays below this is not worth it. */
const SMALL_BYTES = 32 * 1024;
const LEAST_AHEAD_BYTES = 512 * 1024;
const MOST_AHEAD_BYTES = 8 * 1024 * 1024;
const ZEROS = Buffer.alloc(LEAST_AHEAD_BYTES);

export interface Space {
  /** Calls back when bytes up to `end` may be written: at once, or when the zeros that are under way are on disk. */
  reserve(end: number, ready: () => void): void;
  /** Waits for zeros that are under way, and takes back those that nobody wrote over. */
  close(): Promise<void>;
}

/** The file must be there. */
export function openSpace(path: string): Space {
  const file = openSync(path, constants.O_WRONLY);
  let written = fstatSync(file).size;
  let allocated = written;
  let waiting: (() => void)[] | undefined;
  let refused = false;

  function extend(by: number): void {
    const gathering: (() => void)[] = [];
    waiting = gathering;
    fill(file, allocated, allocated + by, (error) => {
      if (error) refused = true;
      else allocated += by;
      waiting = undefined;
      for (const one of gathering) one();
    });
  }

  function reserve(end: number, ready: () => void): void {
    if (end > allocated && waiting) {
      waiting.push(() => reserve(end, ready));
      return;
    }
    written = Math.max(written, end);
    allocated = Math.max(allocated, end);
    const ahead = Math.min(Math.max(end, LEAST_AHEAD_BYTES), MOST_AHEAD_BYTES);
    if (!waiting && !refused && end > SMALL_BYTES && allocated - end < ahead / 2) extend(ahead);
    ready();
  }

  return {
    reserve,
    async close() {
      const under = waiting;
      if (under) await new Promise<void>((resolve) => under.push(resolve));
      if (fstatSync(file).size > written) ftruncateSync(file, written);
      closeSync(file);
    },
  };
}

function fill(file: number, from: number, to: number, done: (error: Error | null) => void): void {
  if (from === to) fdatasync(file, done);
  else
    write(file, ZEROS, 0, Math.min(ZEROS.length, to - from), from, (error, size) => {
      if (error) done(error);
      else fill(file, from + size, to, done);
    });
}

/**
 * The journal: what makes a write durable, before the table has it. Owns the bytes of its two files; groups and layers are
 * the durable store's affair.
 *
 * 1. Segments are numbered from 1 and written to the two files in turn, so that a file is written over instead of growing:
 *    such a write is flushed faster. While a file is new, zeros are written ahead of the frames (space.ts), for the same. A
 *    segment is written only when the one before the last is in the table.
 * 2. A segment is a row of frames, `segment index bytes crc32\n` and so many bytes of records. Each is one write to a file
 *    opened with O_DSYNC: when it is done, it is on disk. https://man7.org/linux/man-pages/man2/open.2.html
 * 3. Reading ends at the first frame that is torn or of an earlier segment. Only the last write can be torn, and nobody was
 *    told that it was done.
 * 4. A record is a line `collection\tkey\tvalue`, key and value as JSON text, which has no tabs and line ends of its own. No
 *    value: deleted. Neither: the collection was cleared. No key: the value is the collection's name.
 */
import { closeSync, constants, existsSync, fstatSync, fsyncSync, openSync, readFileSync, write } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { directoryGone } from './directory.ts';
import { type Layers, layerOf } from './layer.ts';
import { openSpace } from './space.ts';

const FILES = ['journal-0', 'journal-1'] as const;
const fileOf = (directory: string, segment: number): string => join(directory, FILES[segment % 2 === 0 ? 0 : 1]);

export const putRecord = (collection: number, key: string, text: string): string =>
  `${collection}\t${JSON.stringify(key)}\t${text}\n`;
export const deleteRecord = (collection: number, key: string): string => putRecord(collection, key, '');
export const clearRecord = (collection: number): string => `${collection}\t\t\n`;
export const nameRecord = (collection: number, name: string): string => `${collection}\t\t${JSON.stringify(name)}\n`;

/** What records add up to. */
export interface Replayed {
  readonly names: Map<number, string>;
  readonly layers: Layers;
}

export function replay(records: string): Replayed {
  const names = new Map<number, string>();
  const layers: Layers = new Map();
  for (const line of records.split('\n')) {
    if (line === '') continue;
    const keyAt = line.indexOf('\t') + 1;
    const textAt = line.indexOf('\t', keyAt) + 1;
    const collection = Number(line.slice(0, keyAt - 1));
    const [key, text] = [line.slice(keyAt, textAt - 1), line.slice(textAt)];
    if (key !== '') layerOf(layers, collection).set(JSON.parse(key) as string, text === '' ? null : text);
    else if (text === '') layerOf(layers, collection).clear();
    else names.set(collection, JSON.parse(text) as string);
  }
  return { names, layers };
}

export interface StoredSegment {
  readonly segment: number;
  readonly records: string;
}

/** Reads the segment that a file holds; undefined when it holds none. */
export function readSegment(directory: string, file: 0 | 1): StoredSegment | undefined {
  const path = join(directory, FILES[file]);
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  let segment: number | undefined;
  let at = 0;
  const records: Buffer[] = [];
  for (let frame = frameAt(bytes, at); frame; frame = frameAt(bytes, at)) {
    segment ??= frame.segment;
    if (frame.segment !== segment || frame.index !== records.length) break;
    records.push(frame.records);
    at = frame.end;
  }
  return segment === undefined ? undefined : { segment, records: Buffer.concat(records).toString() };
}

const LONGEST_HEAD_BYTES = 64;

function frameAt(bytes: Buffer, at: number) {
  const head = /^(\d+) (\d+) (\d+) (\d+)\n/.exec(bytes.toString('latin1', at, at + LONGEST_HEAD_BYTES));
  if (!head) return undefined;
  const [segment = 0, index = 0, size = 0, sum] = head.slice(1).map(Number);
  const start = at + head[0].length;
  const records = bytes.subarray(start, start + size);
  if (records.length < size || crc32(records) !== sum) return undefined;
  return { segment, index, records, end: start + size };
}

export interface Journal {
  /** Number of the segment that is written. */
  readonly segment: number;
  /** How much of it is written. */
  readonly bytes: number;
  /** Writes records and flushes them. One at a time. After an error, the next one takes the place of what was torn. */
  append(records: string, done: (error?: Error) => void): void;
  /** Goes on with the next segment. */
  next(): void;
  close(): Promise<void>;
}

/** Opens both files for writing from a segment on. */
export function openJournal(directory: string, first: number): Journal {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_DSYNC;
  const files = [openSync(fileOf(directory, 0), flags), openSync(fileOf(directory, 1), flags)] as const;
  const spaces = [openSpace(fileOf(directory, 0)), openSpace(fileOf(directory, 1))] as const;
  const folder = openSync(directory, 'r');
  fsyncSync(folder); // the names of the files are on disk too
  closeSync(folder);
  let segment = first;
  let [at, index] = [0, 0];
  return {
    get segment() {
      return segment;
    },
    get bytes() {
      return at;
    },
    append(records, done) {
      const body = Buffer.from(records);
      const head = Buffer.from(`${segment} ${index} ${body.length} ${crc32(body)}\n`);
      const frame = Buffer.concat([head, body]);
      const which = segment % 2 === 0 ? 0 : 1;
      const file = files[which];
      spaces[which].reserve(at + frame.length, () =>
        writeAll(file, frame, at, (error) => {
          if (error) return done(error);
          if (fstatSync(file).nlink === 0) return done(directoryGone(directory)); // written to a file that has no name any more
          at += frame.length;
          index += 1;
          done();
        }),
      );
    },
    next() {
      segment += 1;
      [at, index] = [0, 0];
    },
    async close() {
      for (const space of spaces) await space.close();
      for (const file of files) closeSync(file);
    },
  };
}

/** A write may be short, when the disk is full for one. */
function writeAll(file: number, bytes: Buffer, at: number, done: (error?: Error) => void): void {
  write(file, bytes, 0, bytes.length, at, (error, written) => {
    if (error) done(error);
    else if (written < bytes.length) writeAll(file, bytes.subarray(written), at + written, done);
    else done();
  });
}

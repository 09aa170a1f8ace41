/**
 * The lines of one log group: a window over the newest, in memory, written behind to the store in chunks.
 *
 * 1. Appending costs an array push: no write, no wait. What was appended in the last second may be lost by a crash, as
 *    with any agent that ships logs; `flush` runs at most a second later and when the cloud stops.
 * 2. The window is bounded in lines and bytes; what falls out of it is gone, here and in the store.
 * 3. Ids rise with arrival, so that pages are stable while lines come in.
 */
import type { Collection } from '../../engine/store.ts';
import { KEPT_BYTES, KEPT_LINES } from './limits.ts';

export interface Line {
  /** Rises with arrival. */
  readonly id: number;
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestedMs: number;
  readonly message: string;
}

/** A chunk as it is stored, under `<group> <first id>`. */
export type Chunk = readonly Line[];

export interface Lines {
  /** Gives the line as it is kept. */
  append(stream: string, timestamp: number, ingestedMs: number, message: string): Line;
  /** All that are kept, in order of arrival. */
  all(): readonly Line[];
  /** Those of a stream. */
  of(stream: string): Line[];
  dropStream(stream: string): void;
  dropBefore(timestamp: number): void;
  flush(): void;
  clear(): void;
}

/** Twelve digits keep the order of ids in the order of keys. */
const key = (group: string, id: number): string => `${group} ${String(id).padStart(12, '0')}`;
/** Lines of one stored chunk. */
const CHUNK_LINES = 1_000;
/** The window is cut when it is this much over, so that cutting is rare. */
const SLACK = 1.25;

export function openLines(group: string, rows: Collection<Chunk>): Lines {
  const range = { from: `${group} `, to: `${group}!` };
  const stored = rows.entries(range);
  let kept: Line[] = stored.flatMap(([, chunk]) => chunk);
  let bytes = kept.reduce((sum, line) => sum + line.message.length, 0);
  let next = (kept.at(-1)?.id ?? 0) + 1;
  let flushed = next;
  let chunks = stored.map(([name, chunk]) => ({ name, last: chunk.at(-1)?.id ?? 0 }));

  function cut(): void {
    let drop = Math.max(0, kept.length - KEPT_LINES);
    let left = bytes;
    for (let i = 0; i < kept.length && (i < drop || left > KEPT_BYTES); i++) {
      left -= kept[i]?.message.length ?? 0;
      drop = Math.max(drop, i + 1);
    }
    bytes = left;
    kept = kept.slice(drop);
  }

  function rewrite(keep: (line: Line) => boolean): void {
    kept = kept.filter(keep);
    bytes = kept.reduce((sum, line) => sum + line.message.length, 0);
    for (const { name } of chunks) rows.delete(name);
    chunks = [];
    flushed = 0;
    flush();
  }

  function flush(): void {
    cut();
    const first = kept[0]?.id ?? next;
    for (const { name, last } of chunks) if (last < first) rows.delete(name);
    chunks = chunks.filter(({ last }) => last >= first);
    const fresh = kept.slice(Math.max(0, kept.length - (next - flushed)));
    const unwritten = fresh.filter(({ id }) => id >= flushed);
    for (let from = 0; from < unwritten.length; from += CHUNK_LINES) {
      const chunk = unwritten.slice(from, from + CHUNK_LINES);
      const name = key(group, chunk[0]?.id ?? 0);
      rows.put(name, chunk);
      chunks.push({ name, last: chunk.at(-1)?.id ?? 0 });
    }
    flushed = next;
  }

  return {
    append(stream, timestamp, ingestedMs, message) {
      const line = { id: next++, stream, timestamp, ingestedMs, message };
      kept.push(line);
      bytes += message.length;
      if (kept.length > KEPT_LINES * SLACK || bytes > KEPT_BYTES * SLACK) cut();
      return line;
    },
    all: () => kept,
    of: (stream) => kept.filter((line) => line.stream === stream),
    dropStream: (stream) => rewrite((line) => line.stream !== stream),
    dropBefore(timestamp) {
      if (kept.some((line) => line.timestamp < timestamp)) rewrite((line) => line.timestamp >= timestamp);
    },
    flush,
    clear() {
      for (const [name] of rows.entries(range)) rows.delete(name);
      kept = [];
      chunks = [];
      bytes = 0;
    },
  };
}

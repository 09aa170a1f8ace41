/**
 * What archives hold: events under their time, in the order they came. Owns their counts, and that they end with the
 * retention. Events of a replay are not archived again (the publisher sees to it).
 */
import type { Engine } from '../../../engine/engine.ts';
import type { Collection } from '../../../engine/store.ts';
import { detailOf } from '../event.ts';
import { ARCHIVED_OVERHEAD_BYTES } from '../limits.ts';
import type { Archive, ArchivedEvent, Message } from '../model.ts';
import type { EventsStore } from '../store.ts';

export interface Archiver {
  keep(archive: string, messages: readonly Message[]): void;
  /** Events from a time on, to a time, behind a key; at most `limit`. */
  read(
    archive: string,
    fromMs: number,
    toMs: number,
    after: string | undefined,
    limit: number,
  ): [string, ArchivedEvent][];
  /** Forgets all that it held. */
  clear(archive: string): void;
}

const DAY_MS = 86_400_000;
/** Epoch ms in keys that sort. */
const TIME_DIGITS = 15;
const timeKey = (ms: number): string => String(ms).padStart(TIME_DIGITS, '0');
/** How many of the oldest events are looked at for their end with each that comes. */
const SWEEP = 2;

export const timeOfKey = (key: string): number => Number(key.slice(0, TIME_DIGITS));

export function createArchiver(engine: Engine, store: EventsStore): Archiver {
  const collections = new Map<string, Collection<ArchivedEvent>>();
  const held = (archive: string): Collection<ArchivedEvent> => {
    const known = collections.get(archive) ?? engine.store.collection<ArchivedEvent>(`events:archive:${archive}`);
    collections.set(archive, known);
    return known;
  };

  /** Retention in days; 0 keeps for ever. */
  function expire(archive: Archive, count: number): { events: number; bytes: number } {
    if (archive.retentionDays === 0) return { events: 0, bytes: 0 };
    const to = timeKey(engine.clock.now() - archive.retentionDays * DAY_MS);
    const expired = held(archive.name).entries({ to, limit: count * SWEEP });
    for (const [key] of expired) held(archive.name).delete(key);
    return { events: expired.length, bytes: expired.reduce((sum, [, { bytes }]) => sum + bytes, 0) };
  }

  return {
    keep(name, messages) {
      const archive = store.archives.get(name);
      if (!archive) return;
      let bytes = 0;
      for (const message of messages) {
        const { event, text, written } = message;
        const size = archivedBytes(message);
        bytes += size;
        held(name).put(`${timeKey(Date.parse(event.time))}:${event.id}`, {
          event: written ? text : event,
          bytes: size,
        });
      }
      const gone = expire(archive, messages.length);
      store.archives.put(name, {
        ...archive,
        events: archive.events + messages.length - gone.events,
        bytes: archive.bytes + bytes - gone.bytes,
      });
    },
    read(name, fromMs, toMs, after, limit) {
      const from = after === undefined ? timeKey(fromMs) : `${after}\0`;
      return held(name).entries({ from, to: timeKey(toMs + 1), limit });
    },
    clear: (name) => held(name).clear(),
  };
}

/** As AWS counts: source, type and detail of the event, and what AWS adds. */
function archivedBytes({ event, text }: Message): number {
  return [event.source, event['detail-type'], detailOf(text)].reduce(
    (sum, part) => sum + Buffer.byteLength(part),
    ARCHIVED_OVERHEAD_BYTES,
  );
}

/** Which messages a reader has had: those that a cursor tells of, and those of this response. */
import { type Cursor, MARGIN_MS, MOST_RECENT, tailOf } from './cursor.ts';

export interface SentMessages {
  /** Whether the cursor tells that it was sent. Keeps it among the recent ones then. */
  had(id: string, recordedMs: number): boolean;
  add(id: string, recordedMs: number): void;
  /** For the next cursor. */
  position(): Pick<Cursor, 'recordedMs' | 'recent'>;
}

export function sentMessages(cursor: Cursor): SentMessages {
  const before = cursor.recordedMs;
  const named = new Set(cursor.recent);
  let latest = before;
  // Those of the cursor whose rows have not been seen in this response stay named, as if recorded last.
  let recent: { readonly tail: string; readonly ms: number }[] = cursor.recent.map((tail) => ({ tail, ms: before }));
  let positioned: readonly string[] | undefined;

  return {
    had(id, ms) {
      if (ms > before) return false;
      if (ms <= before - MARGIN_MS) return true;
      const tail = tailOf(id);
      if (!named.has(tail)) return false;
      recent = recent.map((one) => (one.tail === tail ? { tail, ms } : one));
      return true;
    },
    add(id, ms) {
      latest = Math.max(latest, ms);
      recent.push({ tail: tailOf(id), ms });
      positioned = undefined;
    },
    position() {
      if (!positioned) {
        const inMargin = recent.filter(({ ms }) => ms > latest - MARGIN_MS).sort((a, b) => a.ms - b.ms);
        recent = inMargin.slice(-MOST_RECENT);
        positioned = recent.map(({ tail }) => tail);
      }
      return { recordedMs: latest, recent: positioned };
    },
  };
}

/**
 * The id of a streamed event: what its reader has had so far, so that a new response goes on behind it. Opaque to clients.
 *
 * Transitions have numbers; the last one says it all. Messages have no such order: their index is by the time of sending, and one
 * may be recorded minutes after another that was sent later. So they are streamed in the order of their recording, and a cursor
 * says up to which time. Recorders run beside each other, so a row with an earlier time can still appear a little later: therefore
 * it names those of the last minute (MARGIN_MS) one by one.
 *
 * 1. A message was sent if it was recorded MARGIN_MS before `recordedMs` or earlier, or is named in `recent`.
 * 2. MARGIN_MS is longer than a recorder may take from its clock to the end of its write (its timeout, 30 s; platform/steps, which
 *    writes direct exchanges, looks at the clock right before it writes), and then half a minute for the index and for clocks that
 *    differ.
 * 3. At most MOST_RECENT are named, so that the header stays under 2 KB. Behind a larger burst, a reader who resumes may get some of
 *    it twice, and misses nothing.
 */
import { createHash } from 'node:crypto';

export const MARGIN_MS = 60_000;
export const MOST_RECENT = 250;

export interface Cursor {
  /** Which execution it belongs to. */
  readonly execution: string;
  /** Number of the last event of the execution's history that was looked at. */
  readonly event: number;
  /** The latest recording among the messages that were sent, in epoch milliseconds; 0 for none. */
  readonly recordedMs: number;
  /** Tails of the ids of messages that were sent. */
  readonly recent: readonly string[];
  /** The reader has had the end. */
  readonly ended: boolean;
}

const TAIL = 6;
const FORM = /^([0-9a-f]{6})\.(\d{1,6})\.(\d{1,15})\.((?:[0-9a-f]{6})*)(\.end)?$/;

/** The last digits of a message's id: random, or of a hash. */
export const tailOf = (id: string): string => id.slice(-TAIL);

const markOf = (execution: string): string => createHash('sha256').update(execution).digest('hex').slice(0, 6);

export const startOf = (execution: string): Cursor => ({
  execution,
  event: 0,
  recordedMs: 0,
  recent: [],
  ended: false,
});

export const writeCursor = ({ execution, event, recordedMs, recent, ended }: Cursor): string =>
  `${markOf(execution)}.${event}.${recordedMs}.${recent.join('')}${ended ? '.end' : ''}`;

/** Undefined for a text that is no id of this execution's stream. */
export function readCursor(text: string, execution: string): Cursor | undefined {
  const [, mark, event, recordedMs, tails = '', end] = FORM.exec(text) ?? [];
  if (mark !== markOf(execution)) return undefined;
  const recent = tails.match(/.{6}/g) ?? [];
  return { execution, event: Number(event), recordedMs: Number(recordedMs), recent, ended: end !== undefined };
}

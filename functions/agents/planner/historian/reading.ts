/**
 * Reads what went over channels in a period, hour by hour as the history's index has it, several hours at a time. Reads no more
 * than it is told, and says whether that was all.
 */

import type { Message } from '../../../../contracts/message.ts';
import { hourOf, perHour } from '../../../../contracts/tables/history.ts';
import type { Period } from '../../../../domain/planner/plan.ts';
import type { HistoryReader } from '../../../kit/history.ts';

const HOUR_MS = 3_600_000;
/** Queries at a time: enough to be quick, too few to be throttled. */
const AT_ONCE = 16;
/** Rows fetched at a time: their messages are held in memory together. */
const PAGE = 500;

export interface Read {
  readonly isWhole: boolean;
}

/** @param most messages in all; those of earlier hours are read first */
export async function readPeriod(
  history: HistoryReader,
  channels: readonly string[],
  period: Period,
  most: number,
  take: (message: Message) => void,
): Promise<Read> {
  let left = most;
  for (const hours of chunks(hoursOf(period), Math.max(1, Math.floor(AT_ONCE / channels.length)))) {
    const partitions = hours.flatMap((hour) => channels.map((channel) => perHour(channel, hour)));
    const found = await Promise.all(
      partitions.map((partition) => history.keys('byChannel', { partition, limit: left + 1 })),
    );
    const keys = found.flat().filter(({ at }) => isWithin(timeIn(at), period));
    for (const page of chunks(keys.slice(0, left), PAGE)) for (const one of await history.messages(page)) take(one);
    if (keys.length > left) return { isWhole: false };
    left -= keys.length;
  }
  return { isWhole: true };
}

/** The time in a sort key of an index: `2026-11-21T12:00:00.000Z#<id>`. */
export const timeIn = (at: string): string => at.split('#', 1)[0] ?? at;

/** From on, before the end. */
export const isWithin = (at: string, { from, to }: Period): boolean =>
  Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to);

function hoursOf({ from, to }: Period): string[] {
  const first = Math.floor(Date.parse(from) / HOUR_MS);
  const last = Math.ceil(Date.parse(to) / HOUR_MS);
  return Array.from({ length: last - first }, (_, i) => hourOf(new Date((first + i) * HOUR_MS).toISOString()));
}

const chunks = <T>(of: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(of.length / size) }, (_, i) => of.slice(i * size, (i + 1) * size));

/** Local time of an IANA zone, from and to epoch milliseconds. Daylight saving is the machine's ICU data. */

/** A moment as a calendar on the wall shows it, as if it were UTC. */
export interface Zone {
  /** What the wall shows at a moment: epoch ms of the same digits in UTC. */
  wall(epochMs: number): number;
  /** The first moment at which the wall shows that; undefined when it never does (the clocks went forward over it). */
  moment(wallMs: number): number | undefined;
}

const UTC: Zone = { wall: (epochMs) => epochMs, moment: (wallMs) => wallMs };
const HOURS_MS = 3_600_000;

/** Undefined when there is no such zone. */
export function zoneOf(name: string): Zone | undefined {
  if (name === 'UTC') return UTC;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  function wall(epochMs: number): number {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(epochMs)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }
  return {
    wall,
    moment(wallMs) {
      const offsets = [wallMs - 24 * HOURS_MS, wallMs + 24 * HOURS_MS].map((near) => wall(near) - near);
      return offsets
        .map((offset) => wallMs - offset)
        .filter((moment) => wall(moment) === wallMs)
        .sort((a, b) => a - b)[0];
    },
  };
}

/**
 * Schedule expressions: `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)`, `at(2026-01-31T09:00:00)`, and when they fire next.
 * Pure: the moment to start from is an argument.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
import { type Cron, LAST_YEAR, parseCron } from './cron.ts';
import type { Zone } from './zone.ts';

export type Schedule =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron }
  /** What the wall of the schedule's zone shows. */
  | { readonly kind: 'at'; readonly wallMs: number };

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const DAY_MS = UNIT_MS.day;

/** Undefined when the text is none of the three. */
export function parseSchedule(expression: string): Schedule | undefined {
  const [, kind, inner = ''] = /^(rate|cron|at)\(([^()]*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(inner);
  if (kind === 'at') return once(inner);
  const cron = kind === 'cron' ? parseCron(inner) : undefined;
  return cron && { kind: 'cron', cron };
}

/** One of something is singular, more are plural. */
function rate(inner: string): Schedule | undefined {
  const [, count = '', unit, plural] = /^\s*([1-9]\d*)\s+(minute|hour|day)(s?)\s*$/.exec(inner) ?? [];
  if (!unit || (Number(count) === 1) === (plural === 's')) return undefined;
  return { kind: 'rate', everyMs: Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS] };
}

function once(inner: string): Schedule | undefined {
  const wallMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) ? Date.parse(`${inner}Z`) : Number.NaN;
  return Number.isNaN(wallMs) ? undefined : { kind: 'at', wallMs };
}

/**
 * The first moment (epoch ms) after `afterMs` at which it fires; undefined when it never does again. Rates count from
 * `fromMs`. A wall time that the clocks jump over is left out, one that they repeat counts once.
 */
export function nextFiring(schedule: Schedule, afterMs: number, fromMs: number, zone: Zone): number | undefined {
  if (schedule.kind === 'rate') {
    const { everyMs } = schedule;
    return fromMs + Math.max(1, Math.floor((afterMs - fromMs) / everyMs) + 1) * everyMs;
  }
  if (schedule.kind === 'at') {
    const moment = zone.moment(schedule.wallMs);
    return moment !== undefined && moment > afterMs ? moment : undefined;
  }
  for (const wallMs of wallTimes(schedule.cron, zone.wall(afterMs) - UNIT_MS.hour)) {
    const moment = zone.moment(wallMs);
    if (moment !== undefined && moment > afterMs) return moment;
  }
  return undefined;
}

/** All wall times from a moment on, rising. */
function* wallTimes({ minutes, hours, months, years, days }: Cron, fromWallMs: number): Generator<number> {
  const from = new Date(fromWallMs);
  for (let year = from.getUTCFullYear(); year <= LAST_YEAR; year++) {
    if (!years.has(year)) continue;
    for (let month = 1; month <= 12; month++) {
      if (!months.has(month) || Date.UTC(year, month, 1) <= fromWallMs) continue;
      for (const day of days(year, month)) {
        const midnight = Date.UTC(year, month - 1, day);
        if (midnight + DAY_MS <= fromWallMs) continue;
        for (const hour of hours) {
          for (const minute of minutes) {
            const wallMs = midnight + hour * UNIT_MS.hour + minute * UNIT_MS.minute;
            if (wallMs >= fromWallMs) yield wallMs;
          }
        }
      }
    }
  }
}

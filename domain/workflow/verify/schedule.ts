/**
 * Schedule expressions, as EventBridge Scheduler has them: what is wrong with one, or why its time never comes.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */

/** @param now ISO 8601; without it, nothing is said of what is past */
export function faultOfSchedule(expression: string, now: string | undefined): string | undefined {
  const [, kind, inside = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return faultOfRate(inside);
  if (kind === 'at') return faultOfTime(inside, now);
  return kind === 'cron' ? faultOfCron(inside, now) : 'it is none of rate(…), cron(…) and at(…)';
}

function faultOfRate(inside: string): string | undefined {
  const [, count, unit] = /^(\d+) (minutes?|hours?|days?)$/.exec(inside) ?? [];
  if (count === undefined) return 'a rate is a whole number and minutes, hours or days, such as rate(5 minutes)';
  return Number(count) < 1 ? `a rate of ${count} ${unit} is none` : undefined;
}

function faultOfTime(inside: string, now: string | undefined): string | undefined {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})$/.exec(inside) ?? [];
  const at = Date.parse(`${date}T${time}Z`);
  if (date === undefined || Number.isNaN(at) || !new Date(at).toISOString().startsWith(`${date}T${time}`))
    return 'a time is written as at(2026-01-31T12:00:00), without a zone';
  // The zone is another field: a day of grace.
  return now !== undefined && at < Date.parse(now) - 86_400_000 ? `${inside} is past` : undefined;
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const DAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const FIELDS = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'day of the week', least: 1, most: 7, words: DAYS },
  { name: 'year', least: 1970, most: 2199 },
] as const;

function faultOfCron(inside: string, now: string | undefined): string | undefined {
  const parts = inside.trim().split(/\s+/);
  if (parts.length !== 6)
    return `a cron has six fields (minutes hours day month weekday year), this has ${parts.length}`;
  for (const [i, field] of FIELDS.entries()) {
    const part = parts[i] ?? '';
    const special =
      (i === 2 && /^(\?|L|LW|L-\d+|\d{1,2}W)$/.test(part)) || (i === 4 && /^(\?|L|\w{1,3}L|\w{1,3}#[1-5])$/.test(part));
    const fault = special ? undefined : faultOfField(part, field);
    if (fault) return fault;
  }
  const [, , day = '', month = '', weekday = '', year = ''] = parts;
  if ((day === '?') === (weekday === '?')) return 'of day of the month and day of the week exactly one is ?';
  if (now !== undefined && /^\d{4}$/.test(year) && Number(year) < new Date(now).getUTCFullYear())
    return `the year ${year} is past`;
  return neverComes(day, month) ? `there is no day ${day} in month ${month}` : undefined;
}

type CronField = (typeof FIELDS)[number];

function faultOfField(part: string, field: CronField): string | undefined {
  const { name, least, most } = field;
  const value = (text: string): number => {
    const word = 'words' in field ? field.words.indexOf(text.toUpperCase() as never) : -1;
    return word >= 0 ? word + 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  for (const item of part.split(',')) {
    const [range = '', step, ...more] = item.split('/');
    const [from = '', to, ...rest] = range.split('-');
    const bounds = range === '*' ? [] : [from, ...(to === undefined ? [] : [to])].map(value);
    const wrong = bounds.find((one) => !(one >= least && one <= most));
    const stepped = step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0);
    if (wrong !== undefined || more.length || rest.length || stepped)
      return `${item} is no ${name}, which goes from ${least} to ${most}`;
  }
  return undefined;
}

const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function neverComes(day: string, month: string): boolean {
  if (!/^\d+$/.test(day)) return false;
  const months = month.split(',').map((one) => (MONTHS.indexOf(one.toUpperCase()) + 1 || Number(one)) - 1);
  return months.every((one) => Number(day) > (LENGTHS[one] ?? 31));
}

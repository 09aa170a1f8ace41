/**
 * AWS's cron with six fields: minutes, hours, day of month, month, day of week, year. Pure. Days of the week count from 1,
 * Sunday. Exactly one of the two day fields must be `?`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */

export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  /** Days of a month (1 to 12) on which it fires, rising. */
  days(year: number, month: number): number[];
}

type Numbers = ReadonlySet<number>;
type DayRule = (day: number, year: number, month: number) => boolean;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
export const LAST_YEAR = 2199;

/** Undefined when the fields are not a cron expression. */
export function parseCron(fields: string): Cron | undefined {
  const parts = fields.trim().split(/\s+/);
  const [minute = '', hour = '', monthDay = '', month = '', weekday = '', year = ''] = parts;
  if (parts.length !== 6 || (monthDay === '?') === (weekday === '?')) return undefined;
  const minutes = numbers(minute, 0, 59);
  const hours = numbers(hour, 0, 23);
  const months = numbers(month, 1, 12, MONTHS);
  const years = numbers(year, 1970, LAST_YEAR);
  const dayRules = weekday === '?' ? monthDayRules(monthDay) : weekdayRules(weekday);
  if (!minutes || !hours || !months || !years || !dayRules) return undefined;
  const rising = (set: Numbers) => [...set].sort((a, b) => a - b);
  return {
    minutes: rising(minutes),
    hours: rising(hours),
    months,
    years,
    days: (y, m) =>
      Array.from({ length: lastDay(y, m) }, (_, i) => i + 1).filter((day) => dayRules.some((rule) => rule(day, y, m))),
  };
}

/** `*`, `5`, `1-5`, `0/15`, `10-20/5`, names, and lists of these. */
function numbers(field: string, low: number, high: number, names: readonly string[] = []): Numbers | undefined {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [span = '', step, more] = part.split('/');
    const range = rangeOf(span, low, high, names);
    const by = step === undefined ? 1 : Number(step);
    if (!range || more !== undefined || !Number.isInteger(by) || by < 1) return undefined;
    const end = step !== undefined && range.single ? high : range.end;
    const width = high - low + 1;
    const length = end >= range.start ? end - range.start : end - range.start + width;
    for (let i = 0; i <= length; i += by) found.add(low + ((range.start - low + i) % width));
  }
  return found;
}

function rangeOf(span: string, low: number, high: number, names: readonly string[]) {
  if (span === '*') return { start: low, end: high, single: false };
  const [from = '', to, more] = span.split('-');
  const numberOf = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    return named >= 0 ? named + low : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  const start = numberOf(from);
  const end = to === undefined ? start : numberOf(to);
  const inside = (value: number) => value >= low && value <= high;
  return more === undefined && inside(start) && inside(end) ? { start, end, single: to === undefined } : undefined;
}

const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 1 is Sunday. */
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

/** `L` is the last day, `15W` the weekday nearest to the 15th, `LW` the last weekday. */
function monthDayRules(field: string): DayRule[] | undefined {
  const rules = field.split(',').map((part): DayRule | undefined => {
    if (part === 'L') return (day, year, month) => day === lastDay(year, month);
    if (part === 'LW') return (day, year, month) => day === nearestWeekday(year, month, lastDay(year, month));
    const near = /^(\d{1,2})W$/.exec(part)?.[1];
    if (near) {
      const wanted = Number(near);
      if (wanted < 1 || wanted > 31) return undefined;
      return (day, year, month) => wanted <= lastDay(year, month) && day === nearestWeekday(year, month, wanted);
    }
    const days = numbers(part, 1, 31);
    return days && ((day) => days.has(day));
  });
  return complete(rules);
}

/** Never leaves the month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return day > 1 ? day - 1 : day + 2;
  if (weekday === 1) return day < lastDay(year, month) ? day + 1 : day - 2;
  return day;
}

/** `L` is Saturday, `6L` the month's last Friday, `3#2` its second Tuesday. */
function weekdayRules(field: string): DayRule[] | undefined {
  const rules = field.split(',').map((part): DayRule | undefined => {
    if (part === 'L') return (day, year, month) => weekdayOf(year, month, day) === 7;
    const [, name = '', last, nth] = /^(\w+?)(?:(L)|#([1-5]))$/.exec(part) ?? [];
    if (last || nth) {
      const [wanted, ...others] = numbers(name, 1, 7, WEEKDAYS) ?? [];
      if (wanted === undefined || others.length > 0) return undefined;
      return (day, year, month) =>
        weekdayOf(year, month, day) === wanted &&
        (last ? day + 7 > lastDay(year, month) : Math.ceil(day / 7) === Number(nth));
    }
    const days = numbers(part, 1, 7, WEEKDAYS);
    return days && ((day, year, month) => days.has(weekdayOf(year, month, day)));
  });
  return complete(rules);
}

const complete = (rules: readonly (DayRule | undefined)[]): DayRule[] | undefined => {
  const present = rules.filter((rule) => rule !== undefined);
  return present.length === rules.length ? present : undefined;
};

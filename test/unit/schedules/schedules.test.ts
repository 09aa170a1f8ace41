/** Schedule expressions: when they fire, and which are none. Expected moments by hand, from a calendar. */
import { describe, expect, test } from 'vitest';
import { nextFiring, parseSchedule } from '../../../local/engine/schedule/schedule.ts';
import { zoneOf } from '../../../local/engine/schedule/zone.ts';

function firings(expression: string, after: string, count: number, zoneName = 'UTC'): (string | undefined)[] {
  const schedule = parseSchedule(expression);
  const zone = zoneOf(zoneName);
  if (!schedule || !zone) throw new Error(`${expression} in ${zoneName} is no schedule`);
  const from = Date.parse(after);
  const found: (string | undefined)[] = [];
  for (let at: number | undefined = from; at !== undefined && found.length < count; ) {
    at = nextFiring(schedule, at, from, zone);
    found.push(at === undefined ? undefined : new Date(at).toISOString().replace(':00.000Z', ''));
  }
  return found;
}

describe('cron', () => {
  test.each([
    ['cron(0 10 * * ? *)', ['2026-01-01T10:00', '2026-01-02T10:00']],
    ['cron(0/15 * * * ? *)', ['2026-01-01T00:15', '2026-01-01T00:30']],
    ['cron(0 18 ? * MON-FRI *)', ['2026-01-01T18:00', '2026-01-02T18:00', '2026-01-05T18:00']],
    ['cron(0 8 L * ? *)', ['2026-01-31T08:00', '2026-02-28T08:00']],
    ['cron(0 8 LW * ? *)', ['2026-01-30T08:00', '2026-02-27T08:00']],
    ['cron(0 8 3W * ? *)', ['2026-01-02T08:00', '2026-02-03T08:00']],
    ['cron(15 10 ? * 6L 2026-2027)', ['2026-01-30T10:15', '2026-02-27T10:15']],
    ['cron(0 9 ? * 3#2 *)', ['2026-01-13T09:00', '2026-02-10T09:00']],
    ['cron(0 9 ? * L *)', ['2026-01-03T09:00', '2026-01-10T09:00']],
    ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(5,10 22-1 1 JAN,JUL ? 2027)', ['2027-01-01T00:05', '2027-01-01T00:10', '2027-01-01T01:05']],
  ])('%s', (expression, expected) => {
    expect(firings(expression, '2026-01-01T00:00:00Z', expected.length)).toEqual(expected);
  });

  test('never fires when its years are over', () => {
    expect(firings('cron(15 10 ? * 6L 2002-2005)', '2026-01-01T00:00:00Z', 1)).toEqual([undefined]);
  });

  test('leaves out an hour that the clocks jump over and takes a repeated one once', () => {
    const daily = 'cron(30 2 * * ? *)';
    expect(firings(daily, '2026-03-28T00:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-03-28T01:30',
      '2026-03-30T00:30',
    ]);
    expect(firings(daily, '2026-10-24T12:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
  });
});

test('rates count from their beginning', () => {
  expect(firings('rate(5 minutes)', '2026-01-01T00:01:00Z', 2)).toEqual(['2026-01-01T00:06', '2026-01-01T00:11']);
});

test('a one-time schedule is on the wall of its zone', () => {
  expect(firings('at(2026-07-01T09:00:00)', '2026-01-01T00:00:00Z', 2, 'America/New_York')).toEqual([
    '2026-07-01T13:00',
    undefined,
  ]);
});

test.each([
  'rate(0 minutes)',
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(5 weeks)',
  'cron(INVALID)',
  'cron(0 dummy ? * MON-FRI *)',
  'cron(71 8 1 * ? *)',
  'cron(0 8 1 * * *)',
  'cron(0 8 ? * ? *)',
  'cron(0 8 1 * ?)',
  'cron(0 8 ? * 8 *)',
  'cron(0 8 ? * 2#6 *)',
  'at(2026-13-01T00:00:00)',
  'at(tomorrow)',
  '5 minutes',
])('%s is no schedule', (expression) => {
  expect(parseSchedule(expression)).toBeUndefined();
});

test('a zone that does not exist is none', () => {
  expect(zoneOf('Mars/Olympus')).toBeUndefined();
});

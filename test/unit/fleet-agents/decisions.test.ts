/** Decisions of the fleet by themselves: how customers are told, what the field teaches, when a case keeps others away. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { next } from '../../../domain/fleet/conversation.ts';
import { simulatedCustomer } from '../../../domain/fleet/customer-responses.ts';
import { customerOf } from '../../../domain/fleet/customers.ts';
import { type FieldRecord, type Learned, learnReport, type Report } from '../../../domain/fleet/insights.ts';
import { deliveryFor, findingNotice } from '../../../domain/fleet/notices.ts';
import { ratesDiffer, wilson } from '../../../domain/fleet/proportions.ts';
import { caseFor, holdUntilMs } from '../../../domain/fleet/vehicle-cases.ts';
import { trouble } from './vehicles.ts';

const NOON = new Date('2026-01-31T12:00:00.000Z');
const NIGHT = new Date('2026-01-31T23:30:00.000Z');

describe('how a customer is told', () => {
  const sleeper = { id: 'c', channels: ['push', 'phone'], quietHours: { from: 22, until: 7 }, utcOffsetH: 1 } as const;

  test('by day over the channel that is most welcome', () => {
    expect(deliveryFor(sleeper, 'warning', NOON)).toEqual({ channel: 'push', deliverAt: NOON.toISOString() });
  });

  test("a warning waits for the end of the quiet hours, on the customer's clock", () => {
    expect(deliveryFor(sleeper, 'warning', NIGHT).deliverAt).toBe('2026-02-01T06:00:00.000Z');
  });

  test('what makes no noise goes at night', () => {
    const writes = { ...sleeper, channels: ['sms', 'email'] } as const;
    expect(deliveryFor(writes, 'warning', NIGHT)).toEqual({ channel: 'email', deliverAt: NIGHT.toISOString() });
  });

  test('critical goes over the loudest channel at once', () => {
    expect(deliveryFor(sleeper, 'critical', NIGHT)).toEqual({ channel: 'phone', deliverAt: NIGHT.toISOString() });
  });

  test('a channel that was not answered gives way, unless there is no other', () => {
    expect(deliveryFor(sleeper, 'warning', NOON, new Set(['push'])).channel).toBe('phone');
    expect(deliveryFor(sleeper, 'warning', NOON, new Set(['push', 'phone'])).channel).toBe('push');
  });

  test('whom nobody knows is told too, in words', () => {
    const notice = findingNotice(trouble(), deliveryFor(customerOf('stranger'), 'warning', NOON));
    expect(notice.channel).toBe('email');
    expect(notice.text).toContain('cooling fault');
  });

  test('the simulated customer gives one message one answer, and customers differ', () => {
    const answers = Array.from({ length: 200 }, (_, i) => simulatedCustomer(`c${i}`, 'm', 'warning').answer);
    expect(new Set(answers)).toEqual(new Set(['accepted', 'declined', 'no-answer']));
    expect(simulatedCustomer('c1', 'm', 'warning')).toEqual(simulatedCustomer('c1', 'm', 'warning'));
  });
});

test("Wilson's interval, against published values", () => {
  expect(wilson(0, 10).high).toBeCloseTo(0.2775, 3);
  expect(wilson(5, 10).low).toBeCloseTo(0.2366, 3);
  expect(wilson(81, 263).low).toBeCloseTo(0.2553, 3);
  expect(wilson(81, 263).high).toBeCloseTo(0.3662, 3);
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (hits, rest) => {
      const { low, value, high } = wilson(hits, hits + rest);
      expect(low).toBeLessThanOrEqual(value + 1e-9);
      expect(high).toBeGreaterThanOrEqual(value - 1e-9);
      expect([low >= 0, high <= 1]).toEqual([true, true]);
    }),
  );
});

test('shares differ only when it is no chance, and not at all on few counts', () => {
  expect([ratesDiffer([1, 5], [0, 5]), ratesDiffer([6, 20], [5, 20])]).toEqual([undefined, 0]);
  expect([ratesDiffer([15, 20], [5, 20]), ratesDiffer([2, 40], [20, 40])]).toEqual([1, -1]);
});

const report = (index: number, failureConfirmed: boolean, at = '2026-01-31T12:00:00.000Z'): Report => ({
  messageId: `m${index}`,
  feedbackId: `f${index}`,
  component: 'alternator',
  model: 'Carrier',
  modelYear: 2023,
  failureConfirmed,
  at,
});
const learnAll = (reports: readonly Report[]) => {
  let record: FieldRecord | undefined;
  const insights: NonNullable<Learned['insight']>[] = [];
  for (const one of reports) {
    const learned = learnReport(record, one);
    record = learned.record ?? record;
    if (learned.insight) insights.push(learned.insight);
  }
  return { record, insights };
};

describe('what the field teaches', () => {
  test('complaints alone are no insight; the first confirmed failure is', () => {
    const { insights } = learnAll([report(1, false), report(2, false), report(3, true)]);
    expect(insights).toMatchObject([{ reports: 3, confirmedFailures: 1, severity: 'watch', recommendedStep: 'watch' }]);
  });

  test('more of the same is told when the verdict changes or the count doubles, not each time', () => {
    const { insights } = learnAll(Array.from({ length: 20 }, (_, i) => report(i, true)));
    expect(insights.map(({ reports, severity }) => `${reports} ${severity}`)).toEqual([
      '1 watch',
      '2 watch',
      '3 serious',
      '5 critical',
      '10 critical',
      '20 critical',
    ]);
  });

  test('failures that gather lately are a rising trend', () => {
    const before = Array.from({ length: 20 }, (_, i) => report(i, i === 0, '2025-09-15T00:00:00.000Z'));
    const lately = Array.from({ length: 20 }, (_, i) => report(100 + i, i < 12, '2026-01-15T00:00:00.000Z'));
    expect(learnAll([...before, ...lately]).insights.at(-1)?.trend).toBe('rising');
  });

  test('a report counts once; the same message gets the same insight again', () => {
    const first = learnReport(undefined, report(1, true));
    expect(learnReport(first.record, report(1, true))).toEqual({ insight: first.insight });
    expect(learnReport(first.record, { ...report(1, true), messageId: 'another' })).toEqual({});
  });
});

describe('a case keeps others of its kind away', () => {
  const known = { caseId: 'a', condition: 'warning', holdUntil: '2026-01-31T13:00:00.000Z' } as const;
  const whose = (caseId: string, condition: 'watch' | 'warning' | 'critical', at = NOON) =>
    caseFor(known, { caseId, condition }, at.getTime());

  test('until it lets go, unless it gets worse', () => {
    expect([whose('a', 'warning'), whose('b', 'warning'), whose('b', 'critical')]).toEqual(['own', 'in-hand', 'new']);
    expect(whose('b', 'warning', NIGHT)).toBe('new');
  });

  test('after an appointment longer than after a failure to reach anyone', () => {
    const ended = (outcome: 'booked' | 'no-answer') =>
      holdUntilMs({ stage: 'done', outcome, at: NOON.toISOString(), by: 'm' }, NOON.getTime() + 5 * 86_400_000) ?? 0;
    expect(ended('booked') - ended('no-answer')).toBe(5 * 86_400_000);
    expect(holdUntilMs({ stage: 'engaging', request: 'r', at: NOON.toISOString(), by: 'm' })).toBeUndefined();
  });
});

test('answers that nobody waits for change nothing', () => {
  const at = NOON.toISOString();
  expect(next(undefined, { kind: 'answered', id: 'm', at, answer: 'accepted' })).toBeUndefined();
  expect(next(undefined, { kind: 'scheduled', id: 'm', at, outcome: 'booked' })).toBeUndefined();
  expect(next(undefined, { kind: 'notified', id: 'm', at, purpose: 'finding' })).toBeUndefined();
  const escalated = next(undefined, { kind: 'given-up', id: 'm', at, request: 'r', reason: 'silence' });
  expect(next(escalated, { kind: 'given-up', id: 'n', at, request: 'r', reason: 'silence' })).toBeUndefined();
});

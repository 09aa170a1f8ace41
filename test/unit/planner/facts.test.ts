/** Facts of a large fleet: bounded, so that they fit into the state of an execution, with all of it counted. */
import { expect, test } from 'vitest';
import type { Analysis, Condition } from '../../../domain/fleet/analysis.ts';
import type { Vehicle } from '../../../domain/fleet/vehicle.ts';
import { collectFacts } from '../../../domain/planner/collect-facts.ts';
import { factsSchema, MOST_CONCERNS, MOST_LISTED } from '../../../domain/planner/facts.ts';
import { writeReport } from '../../../domain/planner/report.ts';
import { trendsOf, trendsSchema } from '../../../domain/planner/trends.ts';
import { WEEK } from './planner-fixtures.ts';

const AT = '2026-02-05T00:00:00.000Z';

const vehicle = (n: number): Vehicle => ({
  id: `a-vehicle-with-a-long-name-${String(n).padStart(5, '0')}`,
  model: 'A model with a long name, too',
  modelYear: 2024,
  customerId: `customer-with-a-long-name-${n}`,
  location: { latitude: 52.5, longitude: 13.4 },
});

const analysis = (id: string, condition: Condition): Analysis => ({
  vehicleId: id,
  layout: 'vehicle',
  condition,
  priority: 'critical',
  score: 1,
  findings: Array.from({ length: 8 }, () => ({
    sensor: 'engineTemperatureC',
    value: 131.123456789,
    side: 'above',
    limit: 129.999999999,
    severity: 'critical',
  })),
  anomalies: [],
  prediction: {
    remainingUsefulLife: { unit: 'km', value: 123, low: 45, high: 678 },
    confidence: 0.8,
    drivers: [],
    diagnosis: { mode: 'bearing-wear', component: 'engine-bearings' },
  },
  diagnosis: { mode: 'bearing-wear', component: 'engine-bearings' },
  recommendedAction: {
    code: 'stop-now',
    text: 'Take it out of service as soon as it is safe, and have it inspected before further use.',
  },
  readings: { used: 1, refused: [] },
});

/** Facts of so many vehicles, all critical, each with an alert and an appointment. */
function factsOf(vehicles: number, condition: Condition = 'critical') {
  const collector = collectFacts(WEEK);
  for (let n = 0; n < vehicles; n++) {
    const one = vehicle(n);
    collector.add({
      type: 'fleet.analysis.completed',
      at: AT,
      payload: { vehicle: one, analysis: analysis(one.id, condition) },
    });
    const appointment = { centre: 'Breakdown service, day and night', bay: 1, startsAt: AT, endsAt: AT };
    collector.add({
      type: 'fleet.scheduling.completed',
      at: AT,
      payload: { outcome: 'booked', vehicleId: one.id, appointment },
    });
    collector.add({
      type: 'fleet.operator.alerted',
      at: AT,
      payload: { about: 'unanswered', reason: 'Nobody answered.', vehicleId: one.id },
    });
  }
  return collector.facts({ isWhole: true, unread: 0, openDeadLetters: 0 });
}

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

test('facts, trends and report of five thousand critical vehicles together stay below what an execution holds', () => {
  const now = factsSchema.parse(factsOf(5_000));
  const before = factsSchema.parse(factsOf(5_000, 'watch'));
  expect(now.concerns).toMatchObject({ total: 5_000, byWorst: { critical: 5_000, warning: 0, watch: 0 } });
  expect(now.concerns.items).toHaveLength(MOST_CONCERNS);
  expect(now.service.bookings).toMatchObject({ total: 5_000 });
  expect(now.failures.alerts.items).toHaveLength(MOST_LISTED);
  const trends = trendsSchema.parse(trendsOf(now, before));
  const report = writeReport('Fleet maintenance', now, trends);
  expect(bytes(now) + bytes(before) + bytes(trends) + bytes(report)).toBeLessThan(200 * 1024);
  expect(report.markdown).toContain('**5000 critical, 0 with a warning, 0 to be watched**');
  expect(report.markdown).toContain('4920 vehicles of less concern are counted and not listed.');
});

test('when the list of the week before was cut, nobody is called new for not standing in it', () => {
  const before = factsOf(200);
  const now = factsOf(200);
  const strangers = {
    ...now,
    concerns: {
      ...now.concerns,
      items: now.concerns.items.map((one) => ({ ...one, vehicleId: `x-${one.vehicleId}` })),
    },
  };
  expect(trendsOf(strangers, before).vehicles.counts).toEqual({ appeared: 0, worsened: 0, persisting: 0, noLonger: 0 });
});

test('texts of vehicles cannot break the tables of the report', () => {
  const collector = collectFacts(WEEK);
  const odd = { ...vehicle(1), model: 'a|b\n# c <script>' };
  collector.add({
    type: 'fleet.analysis.completed',
    at: AT,
    payload: { vehicle: odd, analysis: analysis(odd.id, 'warning') },
  });
  const { markdown } = writeReport(
    'Fleet',
    collector.facts({ isWhole: true, unread: 0, openDeadLetters: 0 }),
    undefined,
  );
  expect(markdown).toContain('| a\\|b # c \\<script\\> 2024 |');
});

test('an appointment that is over without the finding being gone is asked about; one that is ahead is not', () => {
  const report = (endsAt: string) => {
    const collector = collectFacts(WEEK);
    const one = vehicle(1);
    collector.add({
      type: 'fleet.analysis.completed',
      at: AT,
      payload: { vehicle: one, analysis: analysis(one.id, 'critical') },
    });
    const appointment = { centre: 'Service centre south', bay: 1, startsAt: '2026-02-04T00:00:00.000Z', endsAt };
    collector.add({
      type: 'fleet.scheduling.completed',
      at: AT,
      payload: { outcome: 'booked', vehicleId: one.id, appointment },
    });
    return writeReport('Fleet', collector.facts({ isWhole: true, unread: 0, openDeadLetters: 0 }), undefined).markdown;
  };
  expect(report('2026-02-04T02:00:00.000Z')).toContain('Ask the workshops about');
  expect(report('2026-02-05T02:00:00.000Z')).not.toContain('Ask the workshops about');
});

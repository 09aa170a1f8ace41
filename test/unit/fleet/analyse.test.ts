/** The analyst's decision: what it says of healthy and failing vehicles, of repeated and impossible readings. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from '../../../domain/fleet/analyse.ts';
import { VEHICLE_SENSORS } from '../../../domain/fleet/readings.ts';
import type { VehicleState } from '../../../domain/fleet/state.ts';
import { engineReading, model, vanReading, vanReadings } from './fleet-fixtures.ts';

const settled = analyse(undefined, vanReadings(40), model);

test('a van that drives as usual is healthy, in the low lane, with nothing to do', () => {
  expect(settled.analysis).toEqual({
    vehicleId: 'van-1',
    layout: 'vehicle',
    condition: 'healthy',
    priority: 'low',
    score: 0,
    findings: [],
    anomalies: [],
    recommendedAction: { code: 'none', text: 'No action is needed.' },
    readings: { used: 40, refused: [] },
  });
});

test('lost oil pressure is critical with its first reading, also for a vehicle never seen before', () => {
  for (const state of [settled.state, undefined]) {
    const { analysis } = analyse(state, [vanReading(40, { oilPressureKpa: 40 })], model);
    expect(analysis).toMatchObject({
      condition: 'critical',
      priority: 'critical',
      score: 1,
      findings: [{ sensor: 'oilPressureKpa', severity: 'critical' }],
      diagnosis: { mode: 'lubrication-loss', component: 'engine-lubrication' },
      recommendedAction: { code: 'stop-now' },
    });
  }
});

test('a bad reading in the middle of a batch is not hidden by good ones after it', () => {
  const batch = [vanReading(40), vanReading(41, { coolantTemperatureC: 125 }), vanReading(42)];
  expect(analyse(settled.state, batch, model).analysis).toMatchObject({
    condition: 'critical',
    findings: [{ sensor: 'coolantTemperatureC', value: 125, severity: 'critical' }],
    diagnosis: { mode: 'cooling-fault' },
  });
});

test('an unusual value within the limits asks for a closer look and does not alarm', () => {
  const { analysis } = analyse(settled.state, [vanReading(40, { vibrationMmS: 4 })], model);
  expect(analysis).toMatchObject({
    condition: 'watch',
    priority: 'normal',
    findings: [],
    anomalies: [{ sensor: 'vibrationMmS', kind: 'value', value: 4 }],
    recommendedAction: { code: 'monitor' },
  });
});

test('a steady rise is predicted before it reaches its limit, with drivers, band and a service to book', () => {
  const worn = Array.from({ length: 30 }, (_, index) =>
    vanReading(40 + index, { vibrationMmS: 2.2 + 0.12 * index, engineTemperatureC: 95 + 0.3 * index }),
  );
  const { analysis } = analyse(settled.state, worn, model);
  expect(analysis).toMatchObject({
    condition: 'warning',
    priority: 'high',
    findings: [],
    diagnosis: { mode: 'bearing-wear', component: 'engine-bearings' },
    prediction: { remainingUsefulLife: { unit: 'km' }, drivers: [{ sensor: 'vibrationMmS' }, {}] },
    recommendedAction: { code: 'book-service', within: { unit: 'km' } },
  });
  const { value = 0, low = 0, high = 0 } = analysis.prediction?.remainingUsefulLife ?? {};
  const straight = (11 - (2.2 + 0.12 * 29)) / (0.12 / 8);
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
  expect(value).toBeGreaterThan(straight / 2);
  expect(value).toBeLessThan(straight * 1.5);
});

test('one at a time or all at once leads to the same state', () => {
  let state: VehicleState | undefined;
  for (const reading of vanReadings(40)) {
    ({ state } = analyse(state, [reading], model));
  }
  expect(state?.tracks).toEqual(settled.state.tracks);
});

test('a second delivery is answered like the first and changes nothing', () => {
  const reading = vanReading(40, { oilPressureKpa: 40 });
  const first = analyse(settled.state, [reading], model);
  const second = analyse(first.state, [reading], model);
  expect(second.state).toBe(first.state);
  expect(second.analysis).toEqual({
    ...first.analysis,
    readings: {
      used: 0,
      refused: [
        {
          place: 'readings[0]',
          field: 'at',
          rule: `must be after the last reading's ${first.state.position}`,
          value: String(first.state.position),
        },
      ],
    },
  });
});

test.each([
  ['an instrument that vehicles do not have', vanReading(40, { boost: 1 }), 'sensors.boost'],
  ['a value that is no number', vanReading(40, { rpm: Number.NaN }), 'sensors.rpm'],
  ['a time that is none', { ...vanReading(40), at: 'yesterday' }, 'at'],
  ['a mileage below the last', { ...vanReading(40), mileageKm: 10 }, 'mileageKm'],
  ['a negative mileage', { ...vanReading(40), mileageKm: -1 }, 'mileageKm'],
  ['another vehicle', { ...vanReading(40), vehicleId: 'van-2' }, 'vehicleId'],
  ['another layout', { ...engineReading(1), vehicleId: 'van-1' }, 'vehicleId'],
])('%s is refused by name, and the rest of the batch is used', (_, bad, field) => {
  const { analysis, state } = analyse(settled.state, [bad, vanReading(41)], model);
  expect(analysis.readings).toMatchObject({ used: 1, refused: [{ place: 'readings[0]', field }] });
  expect(state.seen).toBe(41);
});

test('a batch of nothing but bad readings of a new vehicle says so and starts nothing', () => {
  const { analysis, state } = analyse(undefined, [vanReading(0, { boost: 1 })], model);
  expect(analysis).toMatchObject({ condition: 'healthy', readings: { used: 0, refused: [{}] } });
  expect(state.seen).toBe(0);
});

test('an empty batch is an error that says what to send', () => {
  expect(() => analyse(undefined, [], model)).toThrow('at least one reading');
});

test('a vehicle without mileage is told its life in readings', () => {
  let state: VehicleState | undefined;
  let unit: string | undefined;
  for (let index = 0; index < 80; index += 1) {
    const { mileageKm: _, ...reading } = vanReading(index, {
      coolantTemperatureC: 88 + 0.4 * Math.max(0, index - 40) + Math.sin(index * 2.4),
    });
    const { analysis, state: next } = analyse(state, [reading], model);
    state = next;
    unit = analysis.prediction?.remainingUsefulLife.unit ?? unit;
  }
  expect(unit).toBe('readings');
});

test('an engine gets a prediction from its fifth reading on', () => {
  const four = analyse(undefined, [1, 2, 3, 4].map(engineReading), model);
  const five = analyse(four.state, [engineReading(5)], model);
  expect(four.analysis.prediction).toBeUndefined();
  expect(five.analysis.prediction).toMatchObject({
    remainingUsefulLife: { unit: 'cycles' },
    diagnosis: { mode: 'compressor-degradation', component: 'high-pressure-compressor' },
  });
});

test('an engine met in mid-life gets its first prediction from its twentieth reading on', () => {
  const readings = Array.from({ length: 20 }, (_, index) => engineReading(150 + index));
  const early = analyse(undefined, readings.slice(0, 19), model);
  expect(early.analysis.prediction).toBeUndefined();
  expect(analyse(early.state, readings.slice(19), model).analysis.prediction).toBeDefined();
});

test('no finite values make it crash or leave the scale', () => {
  const sensors = fc.dictionary(fc.constantFrom(...VEHICLE_SENSORS), fc.double({ min: -1e5, max: 1e5, noNaN: true }));
  fc.assert(
    fc.property(sensors, sensors, (one, other) => {
      const readings = [
        { ...vanReading(40), sensors: one },
        { ...vanReading(41), sensors: other },
      ];
      const { analysis } = analyse(settled.state, readings, model);
      return analysis.score >= 0 && analysis.score <= 1 && analysis.readings.used === 2;
    }),
  );
});

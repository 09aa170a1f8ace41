/** Physical limits: which values are found, how badly, and that oil and battery are judged by whether the engine runs. */
import { expect, test } from 'vitest';
import { evaluateLimits } from '../../../domain/fleet/limits.ts';
import { HEALTHY } from '../../kit/vehicle-readings.ts';

test('a usual reading finds nothing', () => {
  expect(evaluateLimits('vehicle', HEALTHY)).toEqual([]);
});

test.each([
  ['coolantTemperatureC', 110, 'above', 110, 'warning'],
  ['coolantTemperatureC', 121, 'above', 120, 'critical'],
  ['engineTemperatureC', 118, 'above', 118, 'warning'],
  ['engineTemperatureC', 131, 'above', 130, 'critical'],
  ['vibrationMmS', 7.1, 'above', 7.1, 'warning'],
  ['vibrationMmS', 11, 'above', 11, 'critical'],
  ['batteryVoltageV', 12.5, 'below', 12.8, 'warning'],
  ['batteryVoltageV', 11.8, 'below', 11.8, 'critical'],
  ['batteryVoltageV', 15.6, 'above', 15.5, 'critical'],
  ['rpm', 5300, 'above', 5200, 'critical'],
] as const)('%s of %d is %s %d: %s', (sensor, value, side, limit, severity) => {
  const sensors = { ...HEALTHY, oilPressureKpa: 600, [sensor]: value };
  expect(evaluateLimits('vehicle', sensors)).toEqual([{ sensor, value, side, limit, severity }]);
});

test('the oil pressure that is needed grows with engine speed', () => {
  const at = (rpm: number) => evaluateLimits('vehicle', { rpm, oilPressureKpa: 110 }).map(({ severity }) => severity);
  expect([at(800), at(1500), at(3000)]).toEqual([[], ['warning'], ['critical']]);
});

test('an engine that stands needs no oil pressure and no charge', () => {
  expect(evaluateLimits('vehicle', { rpm: 0, oilPressureKpa: 0, batteryVoltageV: 12.5 })).toEqual([]);
});

test('without engine speed, oil is held to what an idling engine needs', () => {
  expect(evaluateLimits('vehicle', { oilPressureKpa: 60 })).toMatchObject([{ severity: 'critical', limit: 69 }]);
});

test('engines of C-MAPSS have no known limits', () => {
  expect(evaluateLimits('turbofan', { sensor_2: 1e9 })).toEqual([]);
});

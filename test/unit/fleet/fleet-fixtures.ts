/** What the fleet tests share: the committed model, and a van that drives as told. */
import { readFileSync } from 'node:fs';
import { asLifeModel } from '../../../domain/fleet/life-model.ts';
import type { TurbofanReading, VehicleReading } from '../../../domain/fleet/readings.ts';

const WEIGHTS = new URL('../../../functions/agents/fleet/analyst/model.weights.json', import.meta.url);

/** The weights as the analyst gets them. */
export const model = asLifeModel(JSON.parse(readFileSync(WEIGHTS, 'utf8')));

/** Reading number `index` of a van that drives 8 km each ten minutes, with a slight ripple instead of noise. */
export function vanReading(index: number, sensors: Record<string, number> = {}): VehicleReading {
  const ripple = Math.sin(index * 2.4);
  return {
    layout: 'vehicle',
    vehicleId: 'van-1',
    at: new Date(Date.UTC(2026, 0, 5, 8, 10 * index)).toISOString(),
    mileageKm: 40_000 + 8 * index,
    sensors: {
      engineTemperatureC: 95 + ripple,
      oilPressureKpa: 320 + 8 * ripple,
      vibrationMmS: 2.2 + 0.1 * ripple,
      batteryVoltageV: 14.1 + 0.05 * ripple,
      coolantTemperatureC: 88 + 0.8 * ripple,
      rpm: 1900 + 60 * ripple,
      ...sensors,
    },
  };
}

/** Readings 0 to `count` − 1 of that van, nothing wrong. */
export function vanReadings(count: number): VehicleReading[] {
  return Array.from({ length: count }, (_, index) => vanReading(index));
}

/** Cycle `cycle` of an engine that stays as new. */
export function engineReading(cycle: number): TurbofanReading {
  const sensors = Object.fromEntries(model.sensors.map((sensor, index) => [sensor, 500 + index + 0.1 * (cycle % 3)]));
  return { layout: 'turbofan', vehicleId: 'engine-001', cycle, sensors };
}

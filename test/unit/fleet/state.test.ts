/** A vehicle's state as text: small enough for a table row, stable, and as good as the state itself. */
import { expect, test } from 'vitest';
import { analyse } from '../../../domain/fleet/analyse.ts';
import { TURBOFAN_SENSORS } from '../../../domain/fleet/readings.ts';
import { packState, unpackState, type VehicleState } from '../../../domain/fleet/state.ts';
import { model, vanReading, vanReadings } from './fleet-fixtures.ts';

test('packing and unpacking again changes nothing more', () => {
  const text = packState(analyse(undefined, vanReadings(50), model).state);
  expect(packState(unpackState(text) as VehicleState)).toBe(text);
});

test('a vehicle that is packed after every reading is judged like one that is not', () => {
  let packed: VehicleState | undefined;
  let kept: VehicleState | undefined;
  for (let index = 0; index < 90; index += 1) {
    const reading = vanReading(index, { vibrationMmS: 2.2 + 0.1 * Math.sin(index) + 0.1 * Math.max(0, index - 50) });
    const one = analyse(packed, [reading], model);
    const other = analyse(kept, [reading], model);
    packed = unpackState(packState(one.state));
    kept = other.state;
    expect(one.analysis.condition).toBe(other.analysis.condition);
  }
});

test('the baselines of the 24 instruments of an engine take less than 4 kB', () => {
  let state: VehicleState | undefined;
  for (let cycle = 1; cycle <= 300; cycle += 1) {
    const sensors = Object.fromEntries(
      TURBOFAN_SENSORS.map((sensor, index) => [sensor, 9046.19 - index + Math.sin(cycle * (index + 1)) * 22.222]),
    );
    ({ state } = analyse(state, [{ layout: 'turbofan', vehicleId: 'engine-001', cycle, sensors }], model));
  }
  expect(packState({ ...(state as VehicleState), last: undefined }).length).toBeLessThan(4096);
});

test('a state of another version is not read', () => {
  const text = packState(analyse(undefined, vanReadings(1), model).state);
  expect(unpackState(text.replace('"version":1', '"version":0'))).toBeUndefined();
});

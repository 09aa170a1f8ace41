/** The simulated fleet: repeatable, labelled, and the analysis finds what was injected and leaves the healthy ones alone. */
import { expect, test } from 'vitest';
import { analyse } from '../../../domain/fleet/analyse.ts';
import { seededRandom } from '../../../domain/fleet/learn/random.ts';
import { type Label, simulateFleet } from '../../../domain/fleet/simulator.ts';
import type { VehicleState } from '../../../domain/fleet/state.ts';
import { model } from './fleet-fixtures.ts';

const START_MS = Date.UTC(2026, 0, 5);
const fleetOf = (seed: number, vehicles = 8, steps = 120) =>
  simulateFleet({ random: seededRandom(seed), vehicles, steps, startMs: START_MS });

type Outcome = { label: Label; foundAtStep: number | undefined; foundMode: string | undefined; falseAlarms: number };

/** Drives a fleet through the analysis: an alarm is a warning or worse, false when it comes before the fault. */
function drive(seed: number, vehicles: number, steps: number): { outcomes: Outcome[]; healthyReadings: number } {
  const fleet = fleetOf(seed, vehicles, steps);
  const states = new Map<string, VehicleState>();
  const outcomes = new Map<string, Outcome>();
  for (const label of fleet.labels) {
    outcomes.set(label.vehicleId, { label, foundAtStep: undefined, foundMode: undefined, falseAlarms: 0 });
  }
  let healthyReadings = 0;
  for (const { step, readings } of fleet.steps()) {
    for (const reading of readings) {
      const { state, analysis } = analyse(states.get(reading.vehicleId), [reading], model);
      states.set(reading.vehicleId, state);
      const outcome = outcomes.get(reading.vehicleId);
      if (outcome === undefined) {
        throw new Error(`${reading.vehicleId} has no label`);
      }
      const alarm = analysis.condition === 'warning' || analysis.condition === 'critical';
      if (step < (outcome.label.onsetStep ?? steps)) {
        healthyReadings += 1;
        outcome.falseAlarms += alarm ? 1 : 0;
      } else if (alarm && outcome.foundAtStep === undefined) {
        outcome.foundAtStep = step;
        outcome.foundMode = analysis.diagnosis?.mode;
      }
    }
  }
  return { outcomes: [...outcomes.values()], healthyReadings };
}

test('the same seed gives the same fleet, reading by reading, and another seed another one', () => {
  const readingsOf = (seed: number) => [...fleetOf(seed, 3, 60).steps()];
  expect(readingsOf(5)).toEqual(readingsOf(5));
  expect(readingsOf(5)).not.toEqual(readingsOf(6));
});

test('each fleet has one vehicle with each fault, and no reading tells', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const fleet = fleetOf(seed, 3, 60);
    expect(fleet.labels.map(({ fault }) => fault).sort()).toEqual(['bearing-wear', 'none', 'oil-pressure-loss']);
    const [first] = fleet.steps();
    expect(Object.keys(first?.readings[0] ?? {}).sort()).toEqual(['at', 'layout', 'mileageKm', 'sensors', 'vehicleId']);
  }
});

test.each([
  [2, 120],
  [8, 59],
])('a fleet of %d vehicles over %d steps is refused', (vehicles, steps) => {
  expect(() => fleetOf(1, vehicles, steps)).toThrow('at least 3 vehicles');
});

test.each([60, 120, 400])(
  'over %d steps both faults are found in every one of 60 fleets, and no healthy vehicle alarms',
  (steps) => {
    const fleets = Array.from({ length: 60 }, (_, index) => drive(index + 1000, 8, steps));
    const outcomes = fleets.flatMap((fleet) => fleet.outcomes);
    const faulty = outcomes.filter(({ label }) => label.fault !== 'none');
    const found = faulty.filter(({ foundAtStep }) => foundAtStep !== undefined);
    const named = found.filter(({ label, foundMode }) => label.mode === foundMode);
    const healthy = fleets.reduce((sum, fleet) => sum + fleet.healthyReadings, 0);
    const falseAlarms = outcomes.reduce((sum, outcome) => sum + outcome.falseAlarms, 0);
    console.log(
      `${steps} steps: found ${found.length} of ${faulty.length} faults, named ${named.length} rightly; ` +
        `${falseAlarms} false alarms in ${healthy} healthy readings (${((1000 * falseAlarms) / healthy).toFixed(3)} per 1,000)`,
    );
    expect(found.length).toBe(faulty.length);
    expect(named.length).toBe(found.length);
    expect(falseAlarms).toBe(0);
  },
);

test('lost oil pressure is found in the step in which it is injected', () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const lost = drive(seed, 3, 60).outcomes.find(({ label }) => label.fault === 'oil-pressure-loss');
    expect(lost?.foundAtStep).toBe(lost?.label.onsetStep);
  }
});

test('over 120 steps, nine of ten lives told until 60 km before the limit are right within a factor of two', () => {
  let told = 0;
  let right = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const fleet = fleetOf(seed, 3, 120);
    const worn = fleet.labels.find(({ fault }) => fault === 'bearing-wear')?.vehicleId;
    const readings = [...fleet.steps()].flatMap((step) => step.readings.filter(({ vehicleId }) => vehicleId === worn));
    const endKm = readings.find(({ sensors }) => (sensors.vibrationMmS ?? 0) >= 11)?.mileageKm ?? 0;
    let state: VehicleState | undefined;
    for (const reading of readings) {
      const { state: next, analysis } = analyse(state, [reading], model);
      state = next;
      const trueKm = endKm - (reading.mileageKm ?? 0);
      if (analysis.prediction !== undefined && trueKm >= 60) {
        const ratio = analysis.prediction.remainingUsefulLife.value / trueKm;
        told += 1;
        right += ratio > 0.5 && ratio < 2 ? 1 : 0;
      }
    }
  }
  console.log(`${right} of ${told} lives told are within half and twice the true one`);
  expect(told).toBeGreaterThan(40 * 20);
  expect(right / told).toBeGreaterThan(0.9);
});

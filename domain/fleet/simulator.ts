/**
 * A fleet of simulated road vehicles for the demo and the tests, some with a fault that is injected and labelled.
 * Owns the invention, and knows nothing of the analysis. Rules: 1. the same random generator gives the same fleet, reading by
 * reading; 2. a label says what was injected, in which vehicle and from which step, and is never part of a reading;
 * 3. made up, not measured: usual values and noise are plausible for a light diesel van and no more.
 */
import type { FailureMode } from './analysis.ts';
import { gaussian, type Random } from './learn/random.ts';
import type { VehicleReading } from './readings.ts';

export type InjectedFault = 'none' | 'bearing-wear' | 'oil-pressure-loss';

/** What was injected. `onsetStep` is the first step with the fault in its readings; `mode` is what an analysis should call it. */
export type Label = {
  readonly vehicleId: string;
  readonly fault: InjectedFault;
  readonly onsetStep: number | undefined;
  readonly mode: FailureMode | undefined;
};

/** One step of the whole fleet: a reading of each vehicle. */
export type Step = { readonly step: number; readonly readings: readonly VehicleReading[] };

export type FleetOptions = {
  readonly random: Random;
  /** At least 3: one gets each fault, drawn at random, the rest stay healthy. */
  readonly vehicles: number;
  /** At least 60; both faults show in their last third. */
  readonly steps: number;
  /** Time of the first step, in milliseconds since 1970. */
  readonly startMs: number;
};

export type SimulatedFleet = { readonly labels: readonly Label[]; readonly steps: () => Generator<Step> };

const STEP_MS = 10 * 60_000;
const KM_PER_STEP = 8;
/** Vibration grows fivefold in half the run, to its critical limit: far quicker than real, so that a demo of minutes shows it. */
const WEAR_FACTOR = 5;
const WEAR_SHARE_OF_RUN = 0.5;
const LEAST_STEPS = 60;
const LEAST_VEHICLES = 3;
/** What is left of the oil pressure when the pump has failed. */
const OIL_LEFT = 0.15;

type Vehicle = {
  readonly label: Label;
  readonly oilKpa: number;
  readonly engineC: number;
  readonly coolantC: number;
  readonly vibration: number;
  readonly batteryV: number;
  mileageKm: number;
  /** How hard it is driven, around 0: it changes slowly, so the readings of one drive resemble each other. */
  load: number;
};

function labelOf(vehicleId: string, fault: InjectedFault, steps: number, random: Random): Label {
  if (fault === 'none') {
    return { vehicleId, fault, onsetStep: undefined, mode: undefined };
  }
  const wear = fault === 'bearing-wear';
  const share = (wear ? 0.3 : 0.55) + 0.1 * random();
  return { vehicleId, fault, onsetStep: Math.round(share * steps), mode: wear ? 'bearing-wear' : 'lubrication-loss' };
}

function makeVehicle(label: Label, random: Random): Vehicle {
  return {
    label,
    oilKpa: 320 + 15 * gaussian(random),
    engineC: 95 + 1.5 * gaussian(random),
    coolantC: 88 + 1.5 * gaussian(random),
    vibration: 2.2 + 0.2 * gaussian(random),
    batteryV: 14.1 + 0.1 * gaussian(random),
    mileageKm: Math.round(20_000 + 120_000 * random()),
    load: 0,
  };
}

/** How much a fault has grown: 0 before its onset, then exponentially for wear, at once for a loss. */
function severityOf({ fault, onsetStep }: Label, step: number, steps: number): { wear: number; oilFactor: number } {
  const age = onsetStep === undefined ? -1 : step - onsetStep;
  const wear = fault === 'bearing-wear' && age >= 0 ? WEAR_FACTOR ** (age / (WEAR_SHARE_OF_RUN * steps)) - 1 : 0;
  return { wear, oilFactor: fault === 'oil-pressure-loss' && age >= 0 ? OIL_LEFT : 1 };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function drive(vehicle: Vehicle, step: number, { random, steps, startMs }: FleetOptions): VehicleReading {
  const noise = (sd: number) => sd * gaussian(random);
  vehicle.load = 0.6 * vehicle.load + noise(0.8);
  vehicle.mileageKm += KM_PER_STEP * (0.7 + 0.6 * random());
  const { load } = vehicle;
  const { wear, oilFactor } = severityOf(vehicle.label, step, steps);
  const rpm = 1900 + 220 * load + noise(40);
  return {
    layout: 'vehicle',
    vehicleId: vehicle.label.vehicleId,
    at: new Date(startMs + step * STEP_MS).toISOString(),
    mileageKm: round(vehicle.mileageKm, 1),
    sensors: {
      engineTemperatureC: round(vehicle.engineC + 1.2 * load + noise(0.8) + 3 * wear, 1),
      oilPressureKpa: round(oilFactor * (vehicle.oilKpa + 0.06 * (rpm - 1900) + noise(7)), 0),
      vibrationMmS: round(vehicle.vibration * (1 + wear) + 0.08 * load + Math.abs(noise(0.12)), 2),
      batteryVoltageV: round(vehicle.batteryV + noise(0.06), 2),
      coolantTemperatureC: round(vehicle.coolantC + 0.9 * load + noise(0.7) + 0.5 * wear, 1),
      rpm: round(rpm, 0),
    },
  };
}

/** Builds a fleet with its labels; `steps()` drives it once. Throws when the fleet is too small for both faults and a healthy vehicle. */
export function simulateFleet(options: FleetOptions): SimulatedFleet {
  const { random, vehicles, steps } = options;
  if (vehicles < LEAST_VEHICLES || steps < LEAST_STEPS) {
    throw new RangeError(
      `A simulated fleet needs at least ${LEAST_VEHICLES} vehicles (two faults and a healthy one) and ${LEAST_STEPS} steps ` +
        `(a baseline, then a fault), not ${vehicles} and ${steps}.`,
    );
  }
  const faultOf = new Map<number, InjectedFault>();
  const worn = Math.floor(random() * vehicles);
  faultOf.set(worn, 'bearing-wear');
  faultOf.set((worn + 1 + Math.floor(random() * (vehicles - 1))) % vehicles, 'oil-pressure-loss');
  const fleet = Array.from({ length: vehicles }, (_, index) => {
    const id = `vehicle-${String(index + 1).padStart(3, '0')}`;
    return makeVehicle(labelOf(id, faultOf.get(index) ?? 'none', steps, random), random);
  });
  function* drives(): Generator<Step> {
    for (let step = 0; step < steps; step += 1) {
      yield { step, readings: fleet.map((vehicle) => drive(vehicle, step, options)) };
    }
  }
  return { labels: fleet.map(({ label }) => label), steps: drives };
}

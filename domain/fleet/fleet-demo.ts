/**
 * The demo: a simulated fleet as messages, and what its workshops and customers report afterwards. Made up throughout, and the
 * same for the same seed: sent again, it is taken once. Pure; what was detected of it is told by detections.ts.
 */
import type { NewMessage } from '../../contracts/message.ts';
import { foreignMessageId } from '../ids.ts';
import { seededRandom } from './learn/random.ts';
import { type Label, simulateFleet } from './simulator.ts';
import { dataOf, vehicleDataMessage } from './telemetry-messages.ts';
import type { Vehicle } from './vehicle.ts';

export interface DemoOptions {
  /** A whole number from 0; it stands in the vehicles' names. */
  readonly seed: number;
  /** At least 3. */
  readonly vehicles: number;
  /** At least 60; at 120 a developing fault has room to show. */
  readonly steps: number;
  /** Time of the first readings, ms since 1970. The same for the same seed, or what is sent again is refused as another content. */
  readonly startMs?: number;
}

export interface DemoStep {
  readonly step: number;
  /** One message of each vehicle. */
  readonly messages: readonly { readonly vehicleId: string; readonly message: NewMessage }[];
}

export interface Demo {
  readonly labels: readonly Label[];
  /** Drives the fleet once. */
  readonly steps: () => Generator<DemoStep>;
  /** What is reported once the workshops have looked. */
  readonly feedback: readonly NewMessage[];
}

const DEMO_START_MS = Date.UTC(2026, 0, 5, 6);
const MODELS = [
  { model: 'Carrier', modelYear: 2023 },
  { model: 'Carrier', modelYear: 2024 },
  { model: 'Courier', modelYear: 2023 },
] as const;
const CUSTOMERS = 4;
/** In and around Berlin: within a degree or two of the demo's service centres. */
const PLACES = { latitude: 52.3, longitude: 13.1, spread: 0.5 } as const;

export function demoFleet({ seed, vehicles: count, steps, startMs = DEMO_START_MS }: DemoOptions): Demo {
  const simulated = simulateFleet({ random: seededRandom(seed), vehicles: count, steps, startMs });
  const places = seededRandom(seed + 1);
  // Another seed is another fleet: under the same names, its readings would be taken for old ones of the first.
  const labels = simulated.labels.map((label, index) => ({
    ...label,
    vehicleId: `van-${seed.toString(36)}-${String(index + 1).padStart(3, '0')}`,
  }));
  const fleet = labels.map((label, index) => ({ label, vehicle: demoVehicle(label.vehicleId, index, places) }));
  function* drive(): Generator<DemoStep> {
    for (const { step, readings } of simulated.steps())
      yield {
        step,
        messages: fleet.flatMap(({ vehicle }, index) => {
          const reading = readings[index];
          if (!reading) return [];
          const message = vehicleDataMessage(`demo-${seed}/${vehicle.id}/${step}`, dataOf(vehicle, [reading]));
          return [{ vehicleId: vehicle.id, message }];
        }),
      };
  }
  return {
    labels,
    steps: drive,
    feedback: fleet.flatMap(({ label, vehicle }) => feedbackAbout(label, vehicle, seed)),
  };
}

function demoVehicle(id: string, index: number, random: () => number): Vehicle {
  const model = MODELS[index % MODELS.length] ?? MODELS[0];
  return {
    id,
    ...model,
    customerId: `customer-${(index % CUSTOMERS) + 1}`,
    location: {
      latitude: degrees(PLACES.latitude + PLACES.spread * random()),
      longitude: degrees(PLACES.longitude + PLACES.spread * random()),
    },
  };
}

const degrees = (value: number): number => Number(value.toFixed(4));

const COMPONENTS = { 'bearing-wear': 'engine-bearings', 'oil-pressure-loss': 'engine-lubrication' } as const;

/** The workshop confirms an injected fault, and its customer complains; of a sound vehicle the workshop says that it is sound. */
function feedbackAbout({ vehicleId, fault }: Label, { model, modelYear }: Vehicle, seed: number): NewMessage[] {
  const report = (from: 'workshop' | 'customer', component: string, more: object): NewMessage => ({
    id: foreignMessageId('fleet.feedback.received', `demo-${seed}/${vehicleId}/${component}/${from}`),
    type: 'fleet.feedback.received',
    payload: { vehicleId, model, modelYear, component, source: from, ...more },
  });
  if (fault === 'none')
    return Object.values(COMPONENTS).map((component) =>
      report('workshop', component, { failureConfirmed: false, comment: 'Inspected, nothing found.' }),
    );
  const component = COMPONENTS[fault];
  return [
    report('workshop', component, { failureConfirmed: true, comment: 'Found as announced, and mended.' }),
    report('customer', component, { failureConfirmed: false, rating: 4, comment: 'Told in time.' }),
  ];
}

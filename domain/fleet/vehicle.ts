/**
 * What travels about a vehicle: who it is, what it told, and what is of concern about it. Shapes only, and the step from
 * vehicle data to readings. Rule: a worker gets all that it needs with its request, so that it asks nobody.
 */
import type { Analysis, Condition, FailureMode, RecommendedAction } from './analysis.ts';
import type { Reading, TurbofanReading, VehicleReading } from './readings.ts';

export interface Location {
  /** Degrees, north positive. */
  readonly latitude: number;
  /** Degrees, east positive. */
  readonly longitude: number;
}

export interface Vehicle {
  readonly id: string;
  readonly model: string;
  readonly modelYear: number;
  readonly customerId: string;
  readonly location: Location;
}

type Told<R> = Omit<R, 'layout' | 'vehicleId'>;

/** One message of a vehicle: itself, and one or more readings in the order of their time. */
export type VehicleData =
  | { readonly layout: 'vehicle'; readonly vehicle: Vehicle; readonly readings: readonly Told<VehicleReading>[] }
  | { readonly layout: 'turbofan'; readonly vehicle: Vehicle; readonly readings: readonly Told<TurbofanReading>[] };

export interface AnalysedVehicle {
  readonly vehicle: Vehicle;
  readonly analysis: Analysis;
}

/** What an analysis found, as far as those need it who tell the customer and book the workshop. */
export interface Concern {
  readonly condition: Exclude<Condition, 'healthy'>;
  readonly component: string;
  readonly mode: FailureMode;
  readonly action: RecommendedAction;
}

/** A vehicle's trouble under the id of its case: the id of the analysis request that it began with. */
export interface Trouble {
  readonly caseId: string;
  readonly vehicle: Vehicle;
  readonly concern: Concern;
}

/** The readings of a message, as the analysis takes them. */
export function readingsOf(data: VehicleData): Reading[] {
  const vehicleId = data.vehicle.id;
  if (data.layout === 'vehicle') return data.readings.map((one) => ({ layout: 'vehicle', vehicleId, ...one }));
  return data.readings.map((one) => ({ layout: 'turbofan', vehicleId, ...one }));
}

/** The concern of an analysis; undefined for a healthy vehicle. */
export function concernOf({ condition, diagnosis, recommendedAction }: Analysis): Concern | undefined {
  if (condition === 'healthy') return undefined;
  const { mode = 'unknown', component = 'unknown' } = diagnosis ?? {};
  return { condition, component, mode, action: recommendedAction };
}

/** How bad a condition is, for comparing: 0 healthy to 3 critical. */
const RANK: Readonly<Record<Condition, number>> = { healthy: 0, watch: 1, warning: 2, critical: 3 };
export const isWorse = (one: Condition, other: Condition): boolean => RANK[one] > RANK[other];

/**
 * The vocabulary of fleet telemetry: what one reading is, in which layouts it comes, and which readings are fit for analysis.
 * Owns the sensor names and their units (last in the name). Knows neither limits, baselines nor any file format.
 * Rules: 1. a reading is refused with place, rule and value, never dropped in silence; 2. an instrument that a layout does not
 * name is refused, a missing one is not: real vehicles send what they have.
 */

/** The instruments of a road vehicle; mileage travels beside them, since an odometer has no condition. */
export const VEHICLE_SENSORS = [
  'engineTemperatureC',
  'oilPressureKpa',
  'vibrationMmS',
  'batteryVoltageV',
  'coolantTemperatureC',
  'rpm',
] as const;

/** The columns of NASA's C-MAPSS engines: three operating settings and 21 unnamed instruments. */
export const TURBOFAN_SENSORS: readonly string[] = [
  ...[1, 2, 3].map((n) => `op_setting_${n}`),
  ...Array.from({ length: 21 }, (_, n) => `sensor_${n + 1}`),
];

export type Layout = 'vehicle' | 'turbofan';

/** One reading of a road vehicle. `at` is ISO 8601; `mileageKm` is the odometer. */
export type VehicleReading = {
  readonly layout: 'vehicle';
  readonly vehicleId: string;
  readonly at: string;
  readonly mileageKm?: number | undefined;
  readonly sensors: Readonly<Record<string, number>>;
};

/** One reading of an engine: one flight, numbered from 1. */
export type TurbofanReading = {
  readonly layout: 'turbofan';
  readonly vehicleId: string;
  readonly cycle: number;
  readonly sensors: Readonly<Record<string, number>>;
};

export type Reading = VehicleReading | TurbofanReading;

/** Why a reading, or a row that should have become one, was not used. `place` is a line of a file or an index in a batch. */
export type Refusal = {
  readonly place: string;
  readonly field: string;
  readonly rule: string;
  readonly value: string;
};

/** The names of the instruments that a layout has. */
function sensorsOf(layout: Layout): readonly string[] {
  return layout === 'vehicle' ? VEHICLE_SENSORS : TURBOFAN_SENSORS;
}

/** Where a reading stands in its vehicle's life: milliseconds since 1970 for a vehicle, the cycle for an engine. */
export function positionOf(reading: Reading): number {
  return reading.layout === 'vehicle' ? Date.parse(reading.at) : reading.cycle;
}

/** What a reading has worn off so far, in the unit in which remaining life is told; absent when it says no mileage. */
export function usageOf(reading: Reading): number | undefined {
  return reading.layout === 'vehicle' ? reading.mileageKm : reading.cycle;
}

/** Checks one reading by itself: position, mileage, instruments. `place` goes into the refusal as it is. */
export function checkReading(reading: Reading, place: string): Refusal | undefined {
  const refuse = (field: string, rule: string, value: unknown): Refusal => ({
    place,
    field,
    rule,
    value: String(value),
  });
  const position = positionOf(reading);
  if (reading.layout === 'vehicle' && !Number.isFinite(position)) {
    return refuse('at', 'must be an ISO 8601 time', reading.at);
  }
  if (reading.layout === 'turbofan' && !(Number.isInteger(position) && position >= 1)) {
    return refuse('cycle', 'must be a whole number from 1', position);
  }
  const usage = usageOf(reading);
  if (usage !== undefined && !(Number.isFinite(usage) && usage >= 0)) {
    return refuse('mileageKm', 'must be a finite number from 0', usage);
  }
  const known = sensorsOf(reading.layout);
  for (const [name, value] of Object.entries(reading.sensors)) {
    if (!known.includes(name)) {
      return refuse(`sensors.${name}`, `must be one of ${known.join(', ')}`, value);
    }
    if (!Number.isFinite(value)) {
      return refuse(`sensors.${name}`, 'must be a finite number', value);
    }
  }
  return undefined;
}

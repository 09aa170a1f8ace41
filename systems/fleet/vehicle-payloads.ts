/** Payloads about vehicles: what they tell, and what the analysis makes of it. Typed by the domain's own words. */
import * as z from 'zod';
import { messageId } from '../../contracts/message.ts';
import { type Analysis, CONDITIONS } from '../../domain/fleet/analysis.ts';
import { TURBOFAN_SENSORS, VEHICLE_SENSORS } from '../../domain/fleet/readings.ts';
import type { AnalysedVehicle, Trouble, Vehicle, VehicleData } from '../../domain/fleet/vehicle.ts';

/** A message is 256 KB at most; that many readings of the widest layout stay well below it. */
const MAX_READINGS = 200;

export const component = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case words joined by dashes, such as engine-bearings');
/** Part of a table's key, so without the sign that divides keys. */
export const vehicleId = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'must be letters, digits, dashes, dots or underscores');
export const modelYear = z.int().min(1950).max(2100);
export const modelName = z.string().min(1).max(64);
export const isoTime = z.iso.datetime({ offset: true });

const vehicle: z.ZodType<Vehicle> = z.strictObject({
  id: vehicleId,
  model: modelName,
  modelYear,
  customerId: vehicleId,
  location: z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
});

const sensors = (names: readonly string[]) =>
  z
    .partialRecord(z.enum(names), z.number())
    .refine((values) => Object.keys(values).length > 0, 'must name at least one instrument') as unknown as z.ZodType<
    Readonly<Record<string, number>>
  >;
const readings = <Reading extends z.ZodType>(reading: Reading) => z.array(reading).min(1).max(MAX_READINGS);

export const vehicleData: z.ZodType<VehicleData> = z.discriminatedUnion('layout', [
  z.strictObject({
    layout: z.literal('vehicle'),
    vehicle,
    readings: readings(
      z.strictObject({
        at: isoTime,
        mileageKm: z.number().min(0).optional(),
        sensors: sensors(VEHICLE_SENSORS),
      }),
    ),
  }),
  z.strictObject({
    layout: z.literal('turbofan'),
    vehicle,
    readings: readings(z.strictObject({ cycle: z.int().min(1), sensors: sensors(TURBOFAN_SENSORS) })),
  }),
]);

const condition = z.enum(CONDITIONS);
const mode = z.enum([
  'lubrication-loss',
  'bearing-wear',
  'cooling-fault',
  'charging-fault',
  'over-speed',
  'compressor-degradation',
  'unknown',
]);
const unit = z.enum(['cycles', 'km', 'readings']);
const sensor = z.string();
const diagnosis = z.strictObject({ mode, component });
const action = z.strictObject({
  code: z.enum(['none', 'monitor', 'book-service', 'stop-now']),
  text: z.string(),
  within: z.exactOptional(z.strictObject({ unit, value: z.number() })),
});

const analysis: z.ZodType<Analysis> = z.strictObject({
  vehicleId,
  layout: z.enum(['vehicle', 'turbofan']),
  condition,
  priority: z.enum(['low', 'normal', 'high', 'critical']),
  score: z.number().min(0).max(1),
  findings: z.array(
    z.strictObject({
      sensor,
      value: z.number(),
      side: z.enum(['above', 'below']),
      limit: z.number(),
      severity: z.enum(['warning', 'critical']),
    }),
  ),
  anomalies: z.array(
    z.strictObject({
      sensor,
      kind: z.enum(['value', 'level', 'trend']),
      deviation: z.number(),
      value: z.number(),
      usual: z.number(),
    }),
  ),
  prediction: z.exactOptional(
    z.strictObject({
      remainingUsefulLife: z.strictObject({ unit, value: z.number(), low: z.number(), high: z.number() }),
      confidence: z.number().min(0).max(1),
      drivers: z.array(z.strictObject({ sensor, share: z.number() })),
      diagnosis,
    }),
  ),
  diagnosis: z.exactOptional(diagnosis),
  recommendedAction: action,
  readings: z.strictObject({
    used: z.int().min(0),
    refused: z.array(z.strictObject({ place: z.string(), field: z.string(), rule: z.string(), value: z.string() })),
  }),
});

export const analysedVehicle: z.ZodType<AnalysedVehicle> = z.strictObject({ vehicle, analysis });

export const caseId = messageId;

export const trouble: z.ZodType<Trouble> = z.strictObject({
  caseId,
  vehicle,
  concern: z.strictObject({
    condition: z.enum(['watch', 'warning', 'critical']),
    component,
    mode,
    action,
  }),
});

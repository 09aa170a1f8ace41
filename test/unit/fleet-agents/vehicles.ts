/** Vehicles of the tests: one that is sound, and one for each kind of trouble, as the messages that they send. */
import type { NewMessage } from '../../../contracts/message.ts';
import { dataOf } from '../../../domain/fleet/telemetry-messages.ts';
import type { Trouble, Vehicle } from '../../../domain/fleet/vehicle.ts';
import { vanReading } from '../fleet/fleet-fixtures.ts';

export const van: Vehicle = {
  id: 'van-1',
  model: 'Carrier',
  modelYear: 2023,
  customerId: 'customer-3',
  location: { latitude: 52.5, longitude: 13.4 },
};

/** Vehicle data with one reading, changed as told. */
export const data = (index: number, sensors: Record<string, number> = {}, vehicle: Vehicle = van): NewMessage => ({
  type: 'fleet.vehicle.data',
  payload: dataOf(vehicle, [{ ...vanReading(index, sensors), vehicleId: vehicle.id }]),
});

/** Warm, and running hot: a warning by its limits. */
export const HOT = { coolantTemperatureC: 112 };
/** Next to no oil pressure at speed: critical by its limits. */
export const NO_OIL = { oilPressureKpa: 40 };

export const trouble = (more: Partial<Trouble['concern']> = {}, about: Partial<Trouble> = {}): Trouble => ({
  caseId: '0190a1b2-0000-7000-8000-000000000001',
  vehicle: van,
  concern: {
    condition: 'warning',
    component: 'engine-cooling',
    mode: 'cooling-fault',
    action: { code: 'book-service', text: 'Book a service at the next free slot.' },
    ...more,
  },
  ...about,
});

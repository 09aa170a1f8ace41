/**
 * Vehicle data as messages, for whoever streams a data set or a simulation to the line. Pure: it makes them, and sends none.
 * Rule: a message's id comes from where its readings stand (data set, vehicle, position), so that what is sent twice is taken once.
 */
import type { NewMessage } from '../../contracts/message.ts';
import { foreignMessageId } from '../ids.ts';
import type { CmapssRow } from './cmapss.ts';
import type { Reading, Refusal, TurbofanReading } from './readings.ts';
import type { Vehicle, VehicleData } from './vehicle.ts';

const VEHICLE_DATA = 'fleet.vehicle.data';

/** @param place what the id is unique in, such as `demo-1/vehicle-003/17` */
export const vehicleDataMessage = (place: string, payload: VehicleData): NewMessage => ({
  id: foreignMessageId(VEHICLE_DATA, place),
  type: VEHICLE_DATA,
  payload,
});

/** Readings of one vehicle without what the message says once for all of them. At least one, all of one layout. */
export function dataOf(vehicle: Vehicle, readings: readonly Reading[]): VehicleData {
  const engines = readings.flatMap((one) => (one.layout === 'turbofan' ? [one] : []));
  const cars = readings.flatMap((one) => (one.layout === 'vehicle' ? [one] : []));
  if (engines.length > 0)
    return {
      layout: 'turbofan',
      vehicle,
      readings: engines.map(({ cycle, sensors }) => ({ cycle, sensors })),
    };
  return {
    layout: 'vehicle',
    vehicle,
    readings: cars.map(({ at, mileageKm, sensors }) => ({
      at,
      ...(mileageKm !== undefined && { mileageKm }),
      sensors,
    })),
  };
}

/** An engine of C-MAPSS as a vehicle; all that is not in the data set is made up. */
const engineVehicle = (id: string): Vehicle => ({
  id,
  model: 'C-MAPSS turbofan',
  modelYear: 2008,
  customerId: `customer-of-${id}`,
  location: { latitude: 52.37, longitude: 13.5 },
});

export interface CmapssOptions {
  /** Names the data set in the ids: its file's name. */
  readonly source: string;
  /** Readings in a message, 1 to 200; 1 unless told. */
  readonly readingsPerMessage?: number;
}

export type CmapssMessage =
  | { readonly ok: true; readonly message: NewMessage; readonly readings: number }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Rows of a C-MAPSS file (readCmapss) as messages: neighbouring rows of one engine together, and each refused row in its place.
 * The rows of an engine stand in the order of its cycles, as they do in the file.
 */
export async function* cmapssMessages(
  rows: AsyncIterable<CmapssRow>,
  { source, readingsPerMessage = 1 }: CmapssOptions,
): AsyncGenerator<CmapssMessage> {
  let together: TurbofanReading[] = [];
  const message = function* (): Generator<CmapssMessage> {
    const [first] = together;
    if (!first) return;
    const place = `${source}/${first.vehicleId}/${first.cycle}`;
    const payload = dataOf(engineVehicle(first.vehicleId), together);
    yield { ok: true, message: vehicleDataMessage(place, payload), readings: together.length };
    together = [];
  };
  for await (const row of rows) {
    if (!row.ok) {
      yield row;
      continue;
    }
    const isOther = together[0] !== undefined && together[0].vehicleId !== row.reading.vehicleId;
    if (isOther || together.length >= readingsPerMessage) yield* message();
    together.push(row.reading);
  }
  yield* message();
}

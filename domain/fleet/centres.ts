/**
 * Service centres: where they are, what they can mend, when they work. The list is the demo's; a real one takes its place.
 * Rules: 1. hours are the centre's own; 2. a slot is SLOT_H hours in one bay, so two vehicles never share one.
 */
import type { Location } from './vehicle.ts';

export interface Centre {
  readonly id: string;
  readonly title: string;
  readonly location: Location;
  /** Components that it mends; `*` is any. */
  readonly components: readonly string[];
  readonly bays: number;
  /** Whole hours of the day. */
  readonly opensAt: number;
  readonly closesAt: number;
  /** Days of the week on which it works, 0 for Sunday. */
  readonly days: readonly number[];
  readonly utcOffsetH: number;
}

const WEEK = [1, 2, 3, 4, 5] as const;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6] as const;
const ENGINE = ['engine-lubrication', 'engine-bearings', 'engine-cooling', 'engine-control'] as const;
const ELECTRICS = ['alternator', 'voltage-regulator'] as const;
const hours = (opensAt: number, closesAt: number, days: readonly number[]) => ({ opensAt, closesAt, days });

/** Made up; the places are real, so that distances are. */
export const DEMO_CENTRES: readonly Centre[] = [
  {
    id: 'centre-north',
    title: 'Service centre north',
    location: { latitude: 52.56, longitude: 13.36 },
    components: [...ENGINE, ...ELECTRICS],
    bays: 3,
    ...hours(8, 18, WEEK),
    utcOffsetH: 1,
  },
  {
    id: 'centre-south',
    title: 'Service centre south',
    location: { latitude: 52.42, longitude: 13.31 },
    components: [...ENGINE, ...ELECTRICS, 'unknown'],
    bays: 2,
    ...hours(7, 19, [...WEEK, 6]),
    utcOffsetH: 1,
  },
  {
    id: 'centre-electric',
    title: 'Electrics workshop',
    location: { latitude: 52.52, longitude: 13.47 },
    components: ELECTRICS,
    bays: 1,
    ...hours(8, 16, WEEK),
    utcOffsetH: 1,
  },
  {
    id: 'centre-breakdown',
    title: 'Breakdown service, day and night',
    location: { latitude: 52.48, longitude: 13.6 },
    components: ['*'],
    bays: 2,
    ...hours(0, 24, EVERY_DAY),
    utcOffsetH: 1,
  },
  {
    id: 'centre-turbines',
    title: 'Engine overhaul, turbofans',
    location: { latitude: 52.32, longitude: 13.55 },
    components: ['high-pressure-compressor'],
    bays: 8,
    ...hours(0, 24, EVERY_DAY),
    utcOffsetH: 1,
  },
];

export const canMend = ({ components }: Centre, component: string): boolean =>
  components.includes('*') || components.includes(component);

const EARTH_RADIUS_KM = 6371;

/** Great-circle distance by the haversine formula, km. The Earth is taken for a sphere: right to half a percent. */
export function distanceKm(one: Location, other: Location): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const chord =
    half(one.latitude, other.latitude) +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * half(one.longitude, other.longitude);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

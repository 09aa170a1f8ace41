/**
 * What is remembered of one vehicle between messages, and its compact text form for a table row.
 * Owns the shape and the rounding, not what the numbers mean (baseline.ts). Rules: 1. packing and unpacking again changes nothing
 * more; 2. a text of another version is refused: the caller starts a new state, and says so.
 */
import type { Analysis } from './analysis.ts';
import { ageTrack, extendTrack, type SensorTrack, startTrack } from './baseline.ts';
import { toDigits } from './numbers.ts';
import { type Layout, positionOf, type Reading, usageOf } from './readings.ts';

const STATE_VERSION = 1;
/**
 * What the line through an instrument's recent past keeps per reading. A van wears within hours of readings, and a line that
 * looks back longer lags behind what gathers speed; an engine wears over hundreds of flights, each one noisy reading.
 */
const FIT_KEEP: Readonly<Record<Layout, number>> = { vehicle: 0.92, turbofan: 0.95 };
/** Enough for the sums: the values are relative to the first one. */
const DIGITS = 7;

/**
 * `seen` counts the readings used; `position` and `usage` are those of the newest one. `last` is the newest analysis, so that a
 * message delivered twice is answered the same both times.
 */
export type VehicleState = {
  readonly vehicleId: string;
  readonly layout: Layout;
  readonly seen: number;
  readonly position: number;
  readonly usage: number | undefined;
  readonly tracks: Readonly<Record<string, SensorTrack>>;
  readonly last: Analysis | undefined;
};

type PackedState = Omit<VehicleState, 'tracks'> & {
  readonly version: number;
  readonly tracks: Readonly<Record<string, readonly number[]>>;
};

/** The state of a vehicle of which nothing was read yet. */
export function startState(vehicleId: string, layout: Layout): VehicleState {
  return {
    vehicleId,
    layout,
    seen: 0,
    position: 0,
    usage: undefined,
    tracks: {},
    last: undefined,
  };
}

/** Usage since the reading before: kilometres or cycles; for a vehicle that never told its mileage, readings. */
function usedSince(state: VehicleState, usage: number | undefined): number {
  if (usage === undefined) {
    return state.usage === undefined ? 1 : 0;
  }
  return Math.max(0, usage - (state.usage ?? usage));
}

/** Learns one reading that was checked. An instrument that it does not name only gets older. */
export function learnReading(state: VehicleState, reading: Reading): VehicleState {
  const usage = usageOf(reading);
  const used = usedSince(state, usage);
  const tracks: Record<string, SensorTrack> = {};
  for (const [sensor, track] of Object.entries(state.tracks)) {
    const value = reading.sensors[sensor];
    tracks[sensor] =
      value === undefined ? ageTrack(track, used) : extendTrack(track, value, used, FIT_KEEP[state.layout]);
  }
  for (const [sensor, value] of Object.entries(reading.sensors)) {
    tracks[sensor] ??= startTrack(value);
  }
  return { ...state, seen: state.seen + 1, position: positionOf(reading), usage: usage ?? state.usage, tracks };
}

const FIELDS = ['n', 'origin', 'mean', 'variance', 'recent', 'w', 'a', 'aa', 'y', 'ay', 'yy'] as const;

function packTrack(track: SensorTrack): number[] {
  return FIELDS.map((field) => (field === 'origin' ? track.origin : toDigits(track[field], DIGITS)));
}

function unpackTrack(numbers: readonly number[]): SensorTrack {
  const [n = 0, origin = 0, mean = 0, variance = 0, recent = 0, w = 0, a = 0, aa = 0, y = 0, ay = 0, yy = 0] = numbers;
  return { n, origin, mean, variance, recent, w, a, aa, y, ay, yy };
}

/** A state as text for a table row: for the 24 instruments of an engine 2.3 kB, and 1 to 2 kB for its last analysis. */
export function packState(state: VehicleState): string {
  const tracks = Object.fromEntries(Object.entries(state.tracks).map(([name, track]) => [name, packTrack(track)]));
  const { last, ...rest } = state;
  return JSON.stringify({ version: STATE_VERSION, ...rest, tracks, last });
}

/**
 * The state of such a text. It is our own writing, so only the version is checked: undefined means that an older release wrote
 * it, and that the caller passes undefined to analyse: the vehicle starts anew.
 */
export function unpackState(text: string): VehicleState | undefined {
  const { version, tracks, ...rest } = JSON.parse(text) as PackedState;
  if (version !== STATE_VERSION) {
    return undefined;
  }
  return {
    ...rest,
    usage: rest.usage,
    last: rest.last,
    tracks: Object.fromEntries(Object.entries(tracks).map(([name, numbers]) => [name, unpackTrack(numbers)])),
  };
}

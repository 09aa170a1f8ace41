/**
 * The trained model of an engine's remaining life: which numbers it asks of a vehicle's state, and how its answer is read.
 * Owns the features and the form of the weights; learning is in learn/. Rules: 1. features come from the state alone, so the
 * very code that runs one reading at a time also makes the training table; 2. weights of another form are refused by name.
 */
import type { Prediction } from './analysis.ts';
import { fitOf, recent, type SensorTrack, usual } from './baseline.ts';
import { COMPRESSOR } from './diagnosis.ts';
import { contributions, type Forest, predict } from './learn/forest.ts';
import { toDigits } from './numbers.ts';
import type { VehicleState } from './state.ts';

export const MODEL_VERSION = 1;
/** The field's usual ceiling: a new engine shows no wear, so nobody can tell 125 cycles from 300. */
export const LIFE_CAP_CYCLES = 125;
/** Readings before the first prediction of an engine known since it was new. */
const LEAST_READINGS = 5;
/** Readings before the first one of an engine met in mid-life: without its youth, fewer make it look new. */
const LEAST_READINGS_MID_LIFE = 20;
/** A fitted line counts in full from this many readings; before, it is mixed with the recent level. */
const FULL_FIT_READINGS = 20;
/** Numbers taken from each instrument's track. */
const PER_SENSOR = 4;
const DRIVERS = 3;

/** How far held-out predictions in one band of life were from the truth, in cycles: tenth and ninetieth percentile, share within 10. */
export type ErrorBand = { readonly low: number; readonly high: number; readonly within: number };

/** The weights file. `bands[i]` holds for predictions from i × bandCycles on. `trainedOn` is for people. */
export type LifeModel = {
  readonly version: number;
  readonly trainedOn: string;
  readonly sensors: readonly string[];
  readonly forest: Forest;
  readonly bandCycles: number;
  readonly bands: readonly ErrorBand[];
};

function trackFeatures(track: SensorTrack): readonly number[] {
  const trust = Math.min(1, track.n / FULL_FIT_READINGS);
  const fit = fitOf(track);
  const now = recent(track);
  const level = fit === undefined ? now : trust * fit.level + (1 - trust) * now;
  return [now, usual(track), trust * (fit?.slope ?? 0), level];
}

/** One row for the model: the age in cycles, then per instrument its recent value, usual value, slope per cycle and fitted level. */
export function lifeFeatures(state: VehicleState, sensors: readonly string[]): Float64Array {
  const row = new Float64Array(1 + PER_SENSOR * sensors.length);
  row[0] = state.usage ?? 0;
  for (const [index, sensor] of sensors.entries()) {
    const track = state.tracks[sensor];
    if (track !== undefined) {
      row.set(trackFeatures(track), 1 + PER_SENSOR * index);
    }
  }
  return row;
}

/** Remaining cycles of an engine, 0 to LIFE_CAP_CYCLES. */
export function remainingCycles(forest: Forest, row: Float64Array): number {
  return Math.max(0, Math.min(LIFE_CAP_CYCLES, predict(forest, row)));
}

/** The instruments that shortened the predicted life most; empty for an engine that looks new. */
function lifeDrivers(model: LifeModel, row: Float64Array): Prediction['drivers'] {
  const moved = contributions(model.forest, row);
  const parts = model.sensors.map((sensor, index) => {
    const from = 1 + PER_SENSOR * index;
    return { sensor, cycles: moved.subarray(from, from + PER_SENSOR).reduce((sum, value) => sum + value, 0) };
  });
  const shortening = [{ sensor: 'age', cycles: moved[0] ?? 0 }, ...parts].filter(({ cycles }) => cycles < -0.5);
  const total = shortening.reduce((sum, { cycles }) => sum + cycles, 0);
  return shortening
    .sort((one, other) => one.cycles - other.cycles)
    .slice(0, DRIVERS)
    .map(({ sensor, cycles }) => ({ sensor, share: toDigits(cycles / total, 2) }));
}

function readEnough({ seen, usage = 0 }: VehicleState): boolean {
  return seen >= (usage > seen + LEAST_READINGS ? LEAST_READINGS_MID_LIFE : LEAST_READINGS);
}

/** Predicts an engine's remaining life from its state; undefined while too little was read or an instrument is missing. */
export function predictLife(model: LifeModel, state: VehicleState): Prediction | undefined {
  if (!readEnough(state) || model.sensors.some((sensor) => state.tracks[sensor] === undefined)) {
    return undefined;
  }
  const row = lifeFeatures(state, model.sensors);
  const value = remainingCycles(model.forest, row);
  const band = model.bands[Math.min(model.bands.length - 1, Math.floor(value / model.bandCycles))];
  return {
    remainingUsefulLife: {
      unit: 'cycles',
      value: toDigits(value, 3),
      low: toDigits(Math.max(0, value + (band?.low ?? 0)), 3),
      high: toDigits(Math.min(LIFE_CAP_CYCLES, value + (band?.high ?? 0)), 3),
    },
    confidence: band?.within ?? 0,
    drivers: lifeDrivers(model, row),
    diagnosis: COMPRESSOR,
  };
}

/** Takes parsed JSON for the model, once, at start; throws when the weights are not of this release's form. */
export function asLifeModel(json: unknown): LifeModel {
  const model = json as Partial<LifeModel> | null;
  if (model?.version !== MODEL_VERSION || !Array.isArray(model.sensors) || !Array.isArray(model.forest?.trees)) {
    throw new Error(
      `The fleet model's weights must have version ${MODEL_VERSION}, sensors and forest.trees, but have version ` +
        `${String(model?.version)}. Run "npm run train:fleet" to write them anew.`,
    );
  }
  return model as LifeModel;
}

/**
 * Learns the remaining life of engines from runs to failure, and judges it. Owns the training table, the cross-validation by
 * engine and the error bands; opens no file. Rules: 1. an engine is never both learned from and judged on; 2. the features are
 * made by the code that runs in production, reading by reading; 3. what is judged is the model as it will be read back, rounded.
 */
import {
  type ErrorBand,
  LIFE_CAP_CYCLES,
  type LifeModel,
  lifeFeatures,
  MODEL_VERSION,
  remainingCycles,
} from '../life-model.ts';
import { toDigits } from '../numbers.ts';
import type { TurbofanReading } from '../readings.ts';
import { learnReading, startState, type VehicleState } from '../state.ts';
import { type BoostingOptions, boost, type Table } from './boosting.ts';
import type { Forest } from './forest.ts';
import { type Random, seededRandom } from './random.ts';

/** The readings of one engine in order; in training data the last one is its failure. */
type EngineRun = readonly TurbofanReading[];

/** Chosen by cross-validation over the training engines. */
const OPTIONS: BoostingOptions = { trees: 200, depth: 4, rate: 0.06, rows: 0.5, columns: 0.3, shrink: 20 };
const FOLDS = 5;
const SEED = 20_081_006;
const BAND_CYCLES = 10;
/** "Right" in an error band's share. */
const RIGHT_WITHIN_CYCLES = 10;

type Sample = { readonly engine: number; readonly row: Float64Array; readonly life: number };
type Judged = { readonly predicted: number; readonly life: number };

/** The instruments that move at all in the data; the others can teach nothing. */
function movingSensors(runs: readonly EngineRun[]): string[] {
  const names = Object.keys(runs[0]?.[0]?.sensors ?? {}).filter((name) => name.startsWith('sensor_'));
  return names.filter((name) => new Set(runs.flat().map((reading) => reading.sensors[name])).size > 2);
}

/** The state of an engine after its run. */
function stateAfter(run: EngineRun): VehicleState {
  return run.reduce(learnReading, startState(run[0]?.vehicleId ?? 'engine', 'turbofan'));
}

function samplesOf(runs: readonly EngineRun[], sensors: readonly string[]): Sample[] {
  return runs.flatMap((run, engine) => {
    let state = startState(run[0]?.vehicleId ?? 'engine', 'turbofan');
    return run.map((reading, index) => {
      state = learnReading(state, reading);
      const life = Math.min(LIFE_CAP_CYCLES, run.length - 1 - index);
      return { engine, row: lifeFeatures(state, sensors), life };
    });
  });
}

function tableOf(samples: readonly Sample[]): Table {
  return { rows: samples.map(({ row }) => row), target: Float64Array.from(samples, ({ life }) => life) };
}

function shuffledFolds(engines: number, random: Random): number[] {
  const order = Array.from({ length: engines }, (_, engine) => ({ engine, key: random() }));
  const folds = new Array<number>(engines).fill(0);
  for (const [rank, { engine }] of order.sort((one, other) => one.key - other.key).entries()) {
    folds[engine] = rank % FOLDS;
  }
  return folds;
}

function crossValidate(samples: readonly Sample[], engines: number): Judged[] {
  const folds = shuffledFolds(engines, seededRandom(SEED));
  const judged: Judged[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const learned = samples.filter(({ engine }) => folds[engine] !== fold);
    const forest = boost(tableOf(learned), OPTIONS, seededRandom(SEED + fold));
    for (const { row, life } of samples.filter(({ engine }) => folds[engine] === fold)) {
      judged.push({ predicted: remainingCycles(forest, row), life });
    }
  }
  return judged;
}

function bandsOf(judged: readonly Judged[]): ErrorBand[] {
  const count = Math.ceil(LIFE_CAP_CYCLES / BAND_CYCLES);
  return Array.from({ length: count }, (_, band) => {
    const errors = judged
      .filter(({ predicted }) => Math.min(count - 1, Math.floor(predicted / BAND_CYCLES)) === band)
      .map(({ predicted, life }) => life - predicted)
      .sort((one, other) => one - other);
    const at = (share: number) => errors[Math.min(errors.length - 1, Math.floor(share * errors.length))] ?? 0;
    const right = errors.filter((error) => Math.abs(error) <= RIGHT_WITHIN_CYCLES).length;
    return {
      low: toDigits(at(0.1), 3),
      high: toDigits(at(0.9), 3),
      within: toDigits(right / Math.max(1, errors.length), 3),
    };
  });
}

function roundForest({ base, trees }: Forest): Forest {
  return {
    base: toDigits(base, 6),
    trees: trees.map(({ feature, threshold, value }) => ({
      feature,
      threshold: threshold.map((edge) => toDigits(edge, 7)),
      value: value.map((step) => toDigits(step, 3)),
    })),
  };
}

/** Root of the mean squared error, in cycles. */
function rmse(judged: readonly Judged[]): number {
  const squares = judged.reduce((sum, { predicted, life }) => sum + (predicted - life) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, judged.length));
}

/** What training gives: the weights, and the error in cycles over every row of engines that were held out. */
type Trained = { readonly model: LifeModel; readonly heldOutRmse: number; readonly rows: number };

/** Trains on runs to failure. Deterministic. */
export function trainLife(runs: readonly EngineRun[], trainedOn: string): Trained {
  const sensors = movingSensors(runs);
  const samples = samplesOf(runs, sensors);
  const judged = crossValidate(samples, runs.length);
  const forest = roundForest(boost(tableOf(samples), OPTIONS, seededRandom(SEED)));
  const model = { version: MODEL_VERSION, trainedOn, sensors, forest, bandCycles: BAND_CYCLES, bands: bandsOf(judged) };
  return { model, heldOutRmse: rmse(judged), rows: samples.length };
}

/** Runs of a test set, cut off before failure, with the true remaining cycles after each. */
export type TestSet = { readonly runs: readonly EngineRun[]; readonly lives: readonly number[] };

/** RMSE in cycles, lives capped: the model's, that of always saying the mean of the training rows, and how many engines were judged. */
export type Judgement = { readonly rmse: number; readonly meanRmse: number; readonly engines: number };

/** Judges a model on engines that it never saw. The mean it is held against is the forest's base: the training rows' mean life. */
export function judgeLife(model: LifeModel, { runs, lives }: TestSet): Judgement {
  const judged = runs.map((run, index) => {
    const row = lifeFeatures(stateAfter(run), model.sensors);
    return { predicted: remainingCycles(model.forest, row), life: Math.min(LIFE_CAP_CYCLES, lives[index] ?? 0) };
  });
  const mean = judged.map(({ life }) => ({ predicted: model.forest.base, life }));
  return { rmse: rmse(judged), meanRmse: rmse(mean), engines: judged.length };
}

/**
 * How well does the fleet's life model predict engines that it never saw? And how long does one analysis take?
 * Judges the committed weights on NASA's C-MAPSS FD001 test engines, one prediction each, at the end of its run.
 * The data set is not committed: without it the figures say "not measured" and why.
 */
import { existsSync, readFileSync } from 'node:fs';
import { analyse } from '../domain/fleet/analyse.ts';
import { readLives, readRuns } from '../domain/fleet/cmapss.ts';
import { judgeLife, type TestSet } from '../domain/fleet/learn/train-life.ts';
import { asLifeModel, LIFE_CAP_CYCLES, type LifeModel } from '../domain/fleet/life-model.ts';
import type { VehicleState } from '../domain/fleet/state.ts';
import { type Figure, type Report, toJson, toTable } from './kit/report.ts';

const TEST_FILE = '../shared/data/cmapss-fd001-test.csv';
const LIVES_FILE = '../shared/data/cmapss-fd001-rul.csv';
const WEIGHTS_FILE = new URL('../functions/agents/fleet/analyst/model.weights.json', import.meta.url);
/** The first run warms the compiler up and is not counted. */
const TIMED_RUNS = 5;

const ERROR = `RMSE on the test engines, life capped at ${LIFE_CAP_CYCLES}`;

/** Runs every test reading through `analyse` singly, as messages come, and gives the mean time of one in microseconds. */
function timeAnalyse(model: LifeModel, { runs }: TestSet): number {
  const started = performance.now();
  let readings = 0;
  for (const run of runs) {
    let state: VehicleState | undefined;
    for (const reading of run) {
      ({ state } = analyse(state, [reading], model));
      readings += 1;
    }
  }
  return ((performance.now() - started) * 1000) / readings;
}

async function measure(): Promise<readonly Figure[]> {
  const model = asLifeModel(JSON.parse(readFileSync(WEIGHTS_FILE, 'utf8')));
  const set: TestSet = {
    runs: await readRuns(readFileSync(TEST_FILE, 'utf8').split('\n')),
    lives: readLives(readFileSync(LIVES_FILE, 'utf8').split('\n')),
  };
  const { rmse, meanRmse, engines } = judgeLife(model, set);
  const times = Array.from({ length: TIMED_RUNS + 1 }, () => timeAnalyse(model, set)).slice(1);
  const note = `${engines} engines`;
  return [
    { subject: 'Signalbox', measure: ERROR, unit: 'cycles', runs: [rmse], aim: 'at most 20', note },
    { subject: 'always the mean of training', measure: ERROR, unit: 'cycles', runs: [meanRmse], note },
    { subject: 'Signalbox', measure: 'analysis of one reading', unit: 'µs', runs: times, aim: 'below 200' },
  ];
}

/** The figures; without the data set, one that says so. */
export async function run(): Promise<Report> {
  const missing = [TEST_FILE, LIVES_FILE].filter((path) => !existsSync(path));
  const note = `needs ${missing.join(' and ')}`;
  return {
    question: "How well does the fleet's life model predict engines that it never saw?",
    figures:
      missing.length > 0 ? [{ subject: 'Signalbox', measure: ERROR, unit: 'cycles', runs: [], note }] : await measure(),
    doesNotMeasure: [
      'vehicles: the engines are turbofans, simulated by NASA (C-MAPSS FD001)',
      'other fault modes or operating conditions than the one of FD001',
      'predictions earlier in a run: each engine is judged once, at its last reading',
      'loading and saving the state of a vehicle',
    ],
  };
}

if (import.meta.main) {
  const report = await run();
  console.log(process.argv.includes('--json') ? toJson(report) : toTable(report));
}

/** The life model: the committed weights on engines never seen, the training on a small made-up fleet, and foreign weights. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLives, readRuns } from '../../../domain/fleet/cmapss.ts';
import { gaussian, seededRandom } from '../../../domain/fleet/learn/random.ts';
import { judgeLife, trainLife } from '../../../domain/fleet/learn/train-life.ts';
import { asLifeModel } from '../../../domain/fleet/life-model.ts';
import type { TurbofanReading } from '../../../domain/fleet/readings.ts';
import { model } from './fleet-fixtures.ts';

const TEST_FILE = '../shared/data/cmapss-fd001-test.csv';
const LIVES_FILE = '../shared/data/cmapss-fd001-rul.csv';
const missing = [TEST_FILE, LIVES_FILE].filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.log(`Skipped: the life model on the test engines, for want of ${missing.join(' and ')} (not committed).`);
}

test.skipIf(missing.length > 0)('the committed weights are within 16 cycles on the 100 test engines', async () => {
  const judgement = judgeLife(model, {
    runs: await readRuns(readFileSync(TEST_FILE, 'utf8').split('\n')),
    lives: readLives(readFileSync(LIVES_FILE, 'utf8').split('\n')),
  });
  console.log(
    `RMSE ${judgement.rmse.toFixed(2)} cycles, always the mean ${judgement.meanRmse.toFixed(2)} (life capped at 125)`,
  );
  expect(judgement.engines).toBe(100);
  expect(judgement.rmse).toBeLessThan(16);
  expect(judgement.meanRmse).toBeGreaterThan(2 * judgement.rmse);
});

/** An engine whose first instrument rises with the square of its age, to the same value at its end, and whose second is noise. */
function engineRun(unit: number, cycles: number): TurbofanReading[] {
  const random = seededRandom(unit);
  return Array.from({ length: cycles }, (_, index) => ({
    layout: 'turbofan' as const,
    vehicleId: `engine-${unit}`,
    cycle: index + 1,
    sensors: {
      sensor_1: 40 * ((index + 1) / cycles) ** 2 + gaussian(random),
      sensor_2: 7 + gaussian(random),
      sensor_3: 100,
    },
  }));
}

test('training on runs to failure beats the mean on other engines, leaves out what never moves, and is repeatable', () => {
  const runs = Array.from({ length: 15 }, (_, index) => engineRun(index + 1, 80 + 8 * index));
  const trained = trainLife(runs, 'made up');
  expect(trained.model.sensors).toEqual(['sensor_1', 'sensor_2']);
  expect(trained.heldOutRmse).toBeLessThan(20);
  const others = Array.from({ length: 10 }, (_, index) => engineRun(index + 50, 90 + 9 * index));
  const judgement = judgeLife(trained.model, {
    runs: others.map((run, index) => run.slice(0, run.length - 10 * index)),
    lives: others.map((_, index) => 10 * index),
  });
  expect(judgement.rmse).toBeLessThan(judgement.meanRmse / 2);
  expect(trainLife(runs, 'made up')).toEqual(trained);
});

test.each([null, {}, { version: 99 }, { version: 1, sensors: [] }])(
  'weights of the form %j are refused with what to do',
  (json) => {
    expect(() => asLifeModel(json)).toThrow('npm run train:fleet');
  },
);

/** Boosted trees: they learn what a line cannot, the same way each time, and account for their predictions. */
import { expect, test } from 'vitest';
import { boost, type Table } from '../../../domain/fleet/learn/boosting.ts';
import { contributions, predict } from '../../../domain/fleet/learn/forest.ts';
import { seededRandom } from '../../../domain/fleet/learn/random.ts';

const OPTIONS = { trees: 80, depth: 3, rate: 0.15, rows: 0.7, columns: 1, shrink: 5 };

/** An exclusive or of two columns, and a third that says nothing. */
function table(seed: number): Table {
  const random = seededRandom(seed);
  const rows = Array.from({ length: 600 }, () => Float64Array.from([random(), random(), random()]));
  const high = (value: number | undefined) => (value ?? 0) > 0.5;
  return { rows, target: Float64Array.from(rows, ([a, b]) => (high(a) === high(b) ? 10 : 50)) };
}

test('learns an interaction of two columns', () => {
  const forest = boost(table(1), OPTIONS, seededRandom(2));
  const { rows, target } = table(3);
  const misses = rows.filter((row, index) => Math.abs(predict(forest, row) - (target[index] ?? 0)) > 15);
  expect(misses.length / rows.length).toBeLessThan(0.08);
});

test('the same seed gives the same forest', () => {
  expect(boost(table(1), OPTIONS, seededRandom(2))).toEqual(boost(table(1), OPTIONS, seededRandom(2)));
});

test('contributions add up to the prediction, and a column that says nothing has the least', () => {
  const forest = boost(table(1), OPTIONS, seededRandom(2));
  const roots = forest.trees.reduce((sum, tree) => sum + (tree.value[0] ?? 0), forest.base);
  let silent = 0;
  let speaking = 0;
  for (const row of table(3).rows) {
    const [a = 0, b = 0, c = 0] = contributions(forest, row);
    expect(roots + a + b + c).toBeCloseTo(predict(forest, row), 6);
    silent += Math.abs(c);
    speaking += Math.abs(a) + Math.abs(b);
  }
  expect(silent).toBeLessThan(speaking / 10);
});

/**
 * A forest of small regression trees: what it predicts for a row of numbers, and which columns moved the prediction.
 * Does not learn (see boosting.ts), so that what runs in production carries no training code.
 * Rule: every node keeps its share of the prediction, so a prediction is the sum of the steps down the trees, and each step
 * belongs to the column that was asked there.
 */

/** One tree, nodes in level order: node i asks `feature[i]` (−1: none) and goes to 2i+1 if x < threshold, else to 2i+2. */
export type Tree = {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly value: readonly number[];
};

/** A sum of trees over a first guess. */
export type Forest = { readonly base: number; readonly trees: readonly Tree[] };

function walk(tree: Tree, row: Float64Array, step: (column: number, from: number, to: number) => void): number {
  let node = 0;
  let column = tree.feature[0] ?? -1;
  while (column >= 0) {
    const next = 2 * node + ((row[column] ?? 0) < (tree.threshold[node] ?? 0) ? 1 : 2);
    step(column, tree.value[node] ?? 0, tree.value[next] ?? 0);
    node = next;
    column = tree.feature[node] ?? -1;
  }
  return tree.value[node] ?? 0;
}

function nothing(): void {}

/** What one tree adds for a row. */
export function treeValue(tree: Tree, row: Float64Array): number {
  return walk(tree, row, nothing);
}

/** What the forest says for a row, in the target's unit. */
export function predict(forest: Forest, row: Float64Array): number {
  return forest.trees.reduce((sum, tree) => sum + treeValue(tree, row), forest.base);
}

/** How far each column moved the prediction, in the target's unit. They add up to the prediction less what the roots say. */
export function contributions(forest: Forest, row: Float64Array): Float64Array {
  const moved = new Float64Array(row.length);
  for (const tree of forest.trees) {
    walk(tree, row, (column, from, to) => {
      moved[column] = (moved[column] ?? 0) + to - from;
    });
  }
  return moved;
}

/**
 * Gradient boosting of small regression trees on squared error: learns a forest from a table of numbers. Knows nothing of engines.
 * Rules: 1. deterministic: the random generator is a parameter; 2. each column is cut into at most BINS quantiles once, and the
 * trees see only the bins; 3. no node holds fewer rows than `shrink`.
 */
import { type Forest, type Tree, treeValue } from './forest.ts';

const BINS = 48;

export type BoostingOptions = {
  readonly trees: number;
  readonly depth: number;
  readonly rate: number;
  /** Share of the rows, and of the columns, that one tree may see. */
  readonly rows: number;
  readonly columns: number;
  /** Least rows in a node, and what is added to its count: pulls the mean of a small node to zero. */
  readonly shrink: number;
};

/** Rows of equal length, each with its target. */
export type Table = {
  readonly rows: readonly Float64Array[];
  readonly target: Float64Array;
};

type Binned = { readonly cuts: readonly Float64Array[]; readonly bins: readonly Uint8Array[] };

function quantileCuts(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const cuts: number[] = [];
  for (let bin = 1; bin < BINS; bin += 1) {
    const cut = sorted[Math.floor((bin * sorted.length) / BINS)] ?? 0;
    if (cut > (sorted[0] ?? 0) && cut !== cuts.at(-1)) {
      cuts.push(cut);
    }
  }
  return Float64Array.from(cuts);
}

function binOf(cuts: Float64Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (cuts[middle] ?? 0)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

function binTable(rows: readonly Float64Array[]): Binned {
  const columns = rows[0]?.length ?? 0;
  const cuts: Float64Array[] = [];
  const bins: Uint8Array[] = [];
  for (let column = 0; column < columns; column += 1) {
    const values = Float64Array.from(rows, (row) => row[column] ?? 0);
    const edges = quantileCuts(values);
    cuts.push(edges);
    bins.push(Uint8Array.from(values, (value) => binOf(edges, value)));
  }
  return { cuts, bins };
}

type Split = { readonly column: number; readonly bin: number; readonly gain: number };

function bestSplit(
  members: Int32Array,
  residual: Float64Array,
  binned: Binned,
  columns: readonly number[],
  shrink: number,
): Split | undefined {
  let total = 0;
  for (const row of members) {
    total += residual[row] ?? 0;
  }
  const parent = (total * total) / (members.length + shrink);
  let best: Split | undefined;
  const sums = new Float64Array(BINS);
  const counts = new Int32Array(BINS);
  for (const column of columns) {
    const bins = binned.bins[column] ?? new Uint8Array();
    sums.fill(0);
    counts.fill(0);
    for (const row of members) {
      const bin = bins[row] ?? 0;
      sums[bin] = (sums[bin] ?? 0) + (residual[row] ?? 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    let sum = 0;
    let count = 0;
    for (let bin = 0; bin + 1 < BINS; bin += 1) {
      sum += sums[bin] ?? 0;
      count += counts[bin] ?? 0;
      const others = members.length - count;
      if (count < shrink || others < shrink) {
        continue;
      }
      const gain = (sum * sum) / (count + shrink) + (total - sum) ** 2 / (others + shrink) - parent;
      if (gain > (best?.gain ?? 1e-9)) {
        best = { column, bin, gain };
      }
    }
  }
  return best;
}

function growTree(
  start: Int32Array,
  residual: Float64Array,
  binned: Binned,
  columns: readonly number[],
  options: BoostingOptions,
): Tree {
  const inner = 2 ** options.depth - 1;
  const feature = new Array<number>(inner).fill(-1);
  const threshold = new Array<number>(inner).fill(0);
  const value = new Array<number>(2 * inner + 1).fill(0);
  const members: (Int32Array | undefined)[] = [start];
  for (let node = 0; node < value.length; node += 1) {
    const mine = members[node];
    if (mine === undefined) {
      value[node] = value[(node - 1) >> 1] ?? 0;
      continue;
    }
    let sum = 0;
    for (const row of mine) {
      sum += residual[row] ?? 0;
    }
    value[node] = (options.rate * sum) / (mine.length + options.shrink);
    const split = node < inner ? bestSplit(mine, residual, binned, columns, options.shrink) : undefined;
    if (split !== undefined) {
      const bins = binned.bins[split.column] ?? new Uint8Array();
      feature[node] = split.column;
      threshold[node] = binned.cuts[split.column]?.[split.bin] ?? 0;
      members[2 * node + 1] = mine.filter((row) => (bins[row] ?? 0) <= split.bin);
      members[2 * node + 2] = mine.filter((row) => (bins[row] ?? 0) > split.bin);
    }
  }
  return { feature, threshold, value };
}

function sample(count: number, share: number, random: () => number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter(() => random() < share);
}

/** Learns a forest. `random` gives uniform numbers in [0, 1). */
export function boost(table: Table, options: BoostingOptions, random: () => number): Forest {
  const binned = binTable(table.rows);
  const base = table.target.reduce((sum, value) => sum + value, 0) / Math.max(1, table.target.length);
  const residual = table.target.map((value) => value - base);
  const trees: Tree[] = [];
  for (let index = 0; index < options.trees; index += 1) {
    const rows = Int32Array.from(sample(table.rows.length, options.rows, random));
    const columns = sample(binned.bins.length, options.columns, random);
    const tree = growTree(rows, residual, binned, columns, options);
    trees.push(tree);
    for (const [row, values] of table.rows.entries()) {
      residual[row] = (residual[row] ?? 0) - treeValue(tree, values);
    }
  }
  return { base, trees };
}

/**
 * What is kept of the numbers of one metric in one minute: the exact count, sum, least and greatest, and a histogram with bins
 * that grow by 2 % each, so that a percentile is at most 1 % off.
 */

export interface Bucket {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** Count by bin. Numbers that came as a summary (StatisticValues) are in none. */
  readonly bins: Map<number, number>;
}

/** As stored: count, sum, min, max, then bin and count in turn. */
export type StoredBucket = readonly number[];

const GROWTH = Math.log(1.02);
/** Keeps the indices of positive bins positive, down to the smallest number that there is. */
const OFFSET = 100_000;

/** Bins rise with the numbers: negative ones below zero's, which is 0. */
const binOf = (value: number): number =>
  value === 0 ? 0 : Math.sign(value) * (Math.round(Math.log(Math.abs(value)) / GROWTH) + OFFSET);

const middleOf = (bin: number): number =>
  bin === 0 ? 0 : Math.sign(bin) * Math.exp((Math.abs(bin) - OFFSET) * GROWTH);

export const emptyBucket = (): Bucket => ({
  count: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  bins: new Map(),
});

/** Adds a number that was seen `times` times. */
export function add(bucket: Bucket, value: number, times = 1): void {
  bucket.count += times;
  bucket.sum += value * times;
  if (value < bucket.min) bucket.min = value;
  if (value > bucket.max) bucket.max = value;
  const bin = binOf(value);
  bucket.bins.set(bin, (bucket.bins.get(bin) ?? 0) + times);
}

/** Adds numbers of which only a summary is known. */
export function addSummary(bucket: Bucket, count: number, sum: number, min: number, max: number): void {
  if (min === max) {
    add(bucket, min, count);
    return;
  }
  bucket.count += count;
  bucket.sum += sum;
  bucket.min = Math.min(bucket.min, min);
  bucket.max = Math.max(bucket.max, max);
}

export function merge(into: Bucket, from: Bucket): void {
  into.count += from.count;
  into.sum += from.sum;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  for (const [bin, count] of from.bins) into.bins.set(bin, (into.bins.get(bin) ?? 0) + count);
}

/** A statistic by its AWS name. Undefined for a percentile of numbers of which only summaries are known. */
export function statisticOf(bucket: Bucket, name: string): number | undefined {
  switch (name) {
    case 'SampleCount':
      return bucket.count;
    case 'Sum':
      return bucket.sum;
    case 'Average':
      return bucket.sum / bucket.count;
    case 'Minimum':
      return bucket.min;
    case 'Maximum':
      return bucket.max;
    default:
      return percentileOf(bucket, Number(name.slice(1)));
  }
}

function percentileOf({ bins, min, max }: Bucket, percent: number): number | undefined {
  const sorted = [...bins].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil((percent / 100) * total));
  if (rank === total) return max;
  let seen = 0;
  for (const [bin, count] of sorted) {
    seen += count;
    if (seen >= rank) return Math.min(max, Math.max(min, middleOf(bin)));
  }
  return max;
}

export const toStored = ({ count, sum, min, max, bins }: Bucket): StoredBucket => [
  count,
  sum,
  min,
  max,
  ...[...bins].flat(),
];

export function fromStored([count = 0, sum = 0, min = 0, max = 0, ...rest]: StoredBucket): Bucket {
  const bins = new Map<number, number>();
  for (let i = 0; i < rest.length; i += 2) bins.set(rest[i] ?? 0, rest[i + 1] ?? 0);
  return { count, sum, min, max, bins };
}

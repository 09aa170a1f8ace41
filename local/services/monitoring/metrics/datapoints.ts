/** Numbers of a metric over time: the minutes put together into periods. */
import { MINUTE_MS } from '../limits.ts';
import { type Bucket, emptyBucket, merge, statisticOf } from './bucket.ts';
import type { Series } from './series.ts';

/** By the beginning of the period (epoch ms), in rising order. */
export type Periods = Map<number, Bucket>;

/**
 * Puts the minutes that begin in [startMs, endMs) into periods, which begin at multiples of their length.
 * A start within a minute counts as its beginning, as AWS rounds it down.
 */
export function periodsOf(series: readonly Series[], startMs: number, endMs: number, periodS: number): Periods {
  const periodMs = periodS * 1000;
  const from = Math.floor(startMs / Math.max(periodMs, MINUTE_MS)) * Math.max(periodMs, MINUTE_MS);
  const found: Periods = new Map();
  for (const { buckets } of series) {
    for (const [minute, bucket] of buckets) {
      const atMs = minute * MINUTE_MS;
      if (atMs < from || atMs >= endMs) continue;
      const at = Math.floor(atMs / periodMs) * periodMs;
      let period = found.get(at);
      if (!period) {
        period = emptyBucket();
        found.set(at, period);
      }
      merge(period, bucket);
    }
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

/** One statistic of periods; periods without it are left out. */
export function pointsOf(periods: Periods, statistic: string): Map<number, number> {
  const points = new Map<number, number>();
  for (const [at, bucket] of periods) {
    const value = statisticOf(bucket, statistic);
    if (value !== undefined) points.set(at, value);
  }
  return points;
}

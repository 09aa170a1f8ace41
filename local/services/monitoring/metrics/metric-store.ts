/**
 * The numbers of all metrics, by metric, unit and minute. Owns their bounds and their way to the store.
 *
 * 1. Putting costs a look-up and an addition: writing is done behind, some seconds later and when the cloud stops. Numbers of
 *    the last seconds may be lost by a crash; acknowledged calls of PutMetricData are written before they are answered.
 * 2. A day is kept by the minute, and a bounded number of metrics.
 * 3. A gauge is read when its metric is asked for, and its value counts for the minute in which that was.
 */
import type { Engine } from '../../../engine/engine.ts';
import type { Datum } from '../../../engine/ports.ts';
import type { Dimensions } from '../inputs.ts';
import { MINUTE_MS } from '../limits.ts';
import { add, addSummary } from './bucket.ts';
import { metricKey, openSeries, type Series } from './series.ts';

export interface Summary {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

interface Gauge {
  readonly key: string;
  readonly datum: Omit<Datum, 'atMs' | 'values'>;
  readonly read: () => number;
}

export type MetricStore = ReturnType<typeof openMetricStore>;

export function openMetricStore(engine: Engine) {
  const series = openSeries(engine);
  const gauges = new Map<string, Gauge[]>();

  function readGauges(key: string): void {
    const now = engine.clock.now();
    const minute = Math.floor(now / MINUTE_MS);
    for (const { datum, read } of gauges.get(key) ?? []) {
      const gauged = series.of(datum);
      gauged.buckets.delete(minute); // one number a minute, as AWS's services report: the latest
      add(series.bucketAt(gauged, now), read());
    }
  }

  return {
    flush: series.flush,
    put(data: readonly Datum[]): void {
      for (const datum of data) {
        const bucket = series.bucketAt(series.of(datum), datum.atMs);
        for (const value of datum.values) add(bucket, value);
      }
    },
    /** A number that was seen many times. */
    putCounted(datum: Datum, counts: readonly number[]): void {
      const bucket = series.bucketAt(series.of(datum), datum.atMs);
      datum.values.forEach((value, i) => {
        add(bucket, value, counts[i] ?? 1);
      });
    },
    putSummary(datum: Omit<Datum, 'values'>, { count, sum, min, max }: Summary): void {
      addSummary(series.bucketAt(series.of(datum), datum.atMs), count, sum, min, max);
    },
    gauge(namespace: string, name: string, dimensions: Dimensions, unit: string, read: () => number): () => void {
      const key = metricKey(namespace, name, dimensions);
      const gauge: Gauge = { key, datum: { namespace, name, dimensions, unit }, read };
      gauges.set(key, [...(gauges.get(key) ?? []), gauge]);
      return () => {
        const left = (gauges.get(key) ?? []).filter((one) => one !== gauge);
        if (left.length) gauges.set(key, left);
        else gauges.delete(key);
      };
    },
    /** The series of exactly this metric, one for each unit. Reads its gauges. */
    find(namespace: string, name: string, dimensions: Dimensions, unit?: string): Series[] {
      const key = metricKey(namespace, name, dimensions);
      if (gauges.has(key)) readGauges(key);
      const found = series.byMetric.get(key) ?? [];
      return unit === undefined ? found : found.filter((one) => one.unit === unit);
    },
    /** All metrics: those with numbers, and those that are gauges. */
    list(): Omit<Datum, 'atMs' | 'values' | 'unit'>[] {
      for (const key of gauges.keys()) if (!series.byMetric.has(key)) readGauges(key);
      return [...series.byMetric.values()].flatMap(([one]) => one ?? []);
    },
  };
}

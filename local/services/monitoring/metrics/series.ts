/**
 * The series of all metrics and their way to the store. Owns their bounds: how many there are, and for how long their minutes
 * are kept. Changed minutes are written behind; `flush` writes them now.
 */
import type { Cancel } from '../../../engine/clock.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Datum } from '../../../engine/ports.ts';
import type { Collection } from '../../../engine/store.ts';
import type { Dimensions } from '../inputs.ts';
import { FLUSH_AFTER_MS, KEPT_MINUTES, MINUTE_MS, MOST_SERIES } from '../limits.ts';
import { type Bucket, emptyBucket, fromStored, type StoredBucket, toStored } from './bucket.ts';

/** One metric in one unit. */
export interface Series {
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly unit: string;
  /** By minutes since the epoch, in order of arrival. */
  readonly buckets: Map<number, Bucket>;
  lastMinute: number;
}

type SeriesRow = Pick<Series, 'id' | 'namespace' | 'name' | 'dimensions' | 'unit'>;

/** Identifies a metric whatever its unit. */
export const metricKey = (namespace: string, name: string, dimensions: Dimensions): string => {
  const names = Object.keys(dimensions);
  if (names.length > 1) names.sort();
  let key = `${namespace}\n${name}`;
  for (const one of names) key += `\n${one}=${dimensions[one]}`;
  return key;
};

const keyOf = ({ namespace, name, dimensions }: SeriesRow): string => metricKey(namespace, name, dimensions);
const rowKey = (id: number, minute: number): string => `${id} ${minute}`;
const minuteOf = (atMs: number): number => Math.floor(atMs / MINUTE_MS);

export function openSeries(engine: Engine) {
  const seriesRows = engine.store.collection<SeriesRow>('monitoring.series');
  const bucketRows = engine.store.collection<StoredBucket>('monitoring.buckets');
  const byMetric = new Map<string, Series[]>();
  const byId = new Map<number, Series>();
  const writer = writeBehind(engine, bucketRows);
  let lastId = 0;

  function hold(row: SeriesRow): Series {
    const series: Series = { ...row, buckets: new Map(), lastMinute: 0 };
    const key = keyOf(row);
    const list = byMetric.get(key);
    if (list) list.push(series);
    else byMetric.set(key, [series]);
    byId.set(row.id, series);
    lastId = Math.max(lastId, row.id);
    return series;
  }

  for (const [, row] of seriesRows.entries()) hold(row);
  restoreBuckets(bucketRows, byId, minuteOf(engine.clock.now()) - KEPT_MINUTES);

  function drop(series: Series): void {
    const others = (byMetric.get(keyOf(series)) ?? []).filter((one) => one !== series);
    if (others.length > 0) byMetric.set(keyOf(series), others);
    else byMetric.delete(keyOf(series));
    byId.delete(series.id);
    seriesRows.delete(String(series.id));
    writer.forget(series);
  }

  return {
    byMetric,
    flush: writer.flush,
    /** Makes it when it is new; when there are too many, the one that is silent for the longest time goes. */
    of({ namespace, name, dimensions, unit }: Omit<Datum, 'atMs' | 'values'>): Series {
      const known = byMetric.get(metricKey(namespace, name, dimensions))?.find((series) => series.unit === unit);
      if (known) return known;
      if (byId.size >= MOST_SERIES) drop(longestSilent(byId));
      const row = { id: lastId + 1, namespace, name, dimensions, unit };
      seriesRows.put(String(row.id), row);
      return hold(row);
    },
    /** The bucket of a moment, to be changed. */
    bucketAt(series: Series, atMs: number): Bucket {
      const minute = minuteOf(atMs);
      const bucket = series.buckets.get(minute) ?? emptyBucket();
      series.buckets.set(minute, bucket);
      series.lastMinute = Math.max(series.lastMinute, minute);
      writer.mark(series, minute);
      return bucket;
    },
  };
}

function longestSilent(byId: ReadonlyMap<number, Series>): Series {
  return [...byId.values()].reduce((silent, one) => (one.lastMinute < silent.lastMinute ? one : silent));
}

function restoreBuckets(rows: Collection<StoredBucket>, byId: ReadonlyMap<number, Series>, oldest: number): void {
  for (const [key, stored] of rows.entries()) {
    const [id = 0, minute = 0] = key.split(' ').map(Number);
    const series = byId.get(id);
    if (!series || minute < oldest) rows.delete(key);
    else {
      series.buckets.set(minute, fromStored(stored));
      series.lastMinute = Math.max(series.lastMinute, minute);
    }
  }
}

/** Writes changed minutes some seconds later, and drops those that are too old. */
function writeBehind(engine: Engine, rows: Collection<StoredBucket>) {
  const dirty = new Map<Series, Set<number>>();
  let timer: Cancel | undefined;

  function flush(): void {
    timer?.();
    timer = undefined;
    const oldest = minuteOf(engine.clock.now()) - KEPT_MINUTES;
    for (const [series, minutes] of dirty) {
      for (const minute of minutes) {
        const bucket = series.buckets.get(minute);
        if (bucket) rows.put(rowKey(series.id, minute), toStored(bucket));
      }
      if (series.buckets.size > KEPT_MINUTES) dropBefore(series, oldest);
    }
    dirty.clear();
  }

  function dropBefore(series: Series, oldest: number): void {
    for (const minute of series.buckets.keys()) {
      if (minute >= oldest) continue;
      series.buckets.delete(minute);
      rows.delete(rowKey(series.id, minute));
    }
  }

  return {
    flush,
    mark(series: Series, minute: number): void {
      const minutes = dirty.get(series);
      if (minutes) minutes.add(minute);
      else dirty.set(series, new Set([minute]));
      timer ??= engine.clock.at(engine.clock.now() + FLUSH_AFTER_MS, flush, 'background');
    },
    forget(series: Series): void {
      dirty.delete(series);
      dropBefore(series, Number.POSITIVE_INFINITY);
    },
  };
}

/**
 * Metric filters: numbers out of the lines of a group, as they arrive.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
 */
import * as z from 'zod';
import type { Engine } from '../../engine/engine.ts';
import type { Datum, LogLine } from '../../engine/ports.ts';
import { filterPattern } from './filter/pattern.ts';
import { selector } from './filter/selector.ts';

export const metricTransformation = z.strictObject({
  metricName: z.string().min(1).max(255),
  metricNamespace: z.string().min(1).max(255),
  metricValue: z.string().min(1).max(100),
  defaultValue: z.number().optional(),
  dimensions: z.record(z.string(), z.string()).optional(),
  unit: z.string().optional(),
});

type Transformation = z.output<typeof metricTransformation>;

export interface MetricFilter {
  readonly name: string;
  readonly pattern: string;
  readonly transformation: Transformation;
  readonly createdMs: number;
}

export type Watcher = (lines: readonly LogLine[]) => void;

const MINUTE_MS = 60_000;

/** Compiles a filter. Throws when its pattern is malformed. */
export function watcher(engine: Engine, { pattern, transformation }: MetricFilter): Watcher {
  const matches = filterPattern(pattern);
  const { defaultValue } = transformation;
  let defaultMinute = -1;
  return (lines) => {
    const data = lines.filter(({ message }) => matches(message)).flatMap((line) => datum(transformation, line) ?? []);
    const last = lines.at(-1);
    const minute = Math.floor((last?.timestamp ?? 0) / MINUTE_MS);
    // lines came in and none matched: once a minute the default value says so
    if (data.length === 0 && last && defaultValue !== undefined && minute !== defaultMinute) {
      defaultMinute = minute;
      data.push(datumOf(transformation, {}, last.timestamp, defaultValue));
    }
    if (data.length > 0 && engine.ports.has('metrics')) engine.ports.get('metrics').put(data);
  };
}

/** Undefined when the line has no number, or misses a dimension. */
function datum(transformation: Transformation, { message, timestamp }: LogLine): Datum | undefined {
  const value = Number(resolve(transformation.metricValue, message));
  if (!Number.isFinite(value)) return undefined;
  const dimensions: Record<string, string> = {};
  for (const [name, where] of Object.entries(transformation.dimensions ?? {})) {
    const found = resolve(where, message);
    if (found === undefined) return undefined;
    dimensions[name] = found;
  }
  return datumOf(transformation, dimensions, timestamp, value);
}

const datumOf = (
  { metricNamespace, metricName, unit = 'None' }: Transformation,
  dimensions: Record<string, string>,
  atMs: number,
  value: number,
): Datum => ({ namespace: metricNamespace, name: metricName, dimensions, unit, atMs, values: [value] });

function resolve(text: string, line: string): string | undefined {
  const values = selector(text);
  if (!values) return text;
  try {
    const [value] = values(JSON.parse(line));
    return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
  } catch {
    return undefined;
  }
}

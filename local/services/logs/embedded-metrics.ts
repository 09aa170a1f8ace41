/**
 * Metrics in log lines: the CloudWatch embedded metric format. Owns reading a line; the numbers go to the metrics port.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import * as z from 'zod';
import type { Datum } from '../../engine/ports.ts';

const directive = z.object({
  Namespace: z.string().min(1).max(1024),
  Dimensions: z.array(z.array(z.string()).max(30)).default([[]]),
  Metrics: z
    .array(z.object({ Name: z.string().min(1).max(1024), Unit: z.string().default('None') }))
    .max(100)
    .default([]),
});

const metadata = z.object({ Timestamp: z.number().int(), CloudWatchMetrics: z.array(directive) });

/** Numbers of one metric in one line; the same limit as in one call of PutMetricData. */
const MOST_VALUES = 100;

/** A cheap look before anything is parsed. */
export const mayHoldMetrics = (line: string): boolean => line.includes('"CloudWatchMetrics"');

/** What a line reports, behind whatever prefix Lambda gave it; undefined when it means to report and is malformed. */
export function embeddedMetrics(line: string): Datum[] | undefined {
  let root: Record<string, unknown>;
  try {
    root = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const parsed = metadata.safeParse(root._aws);
  if (!parsed.success) return undefined;
  const data: Datum[] = [];
  for (const { Namespace, Dimensions, Metrics } of parsed.data.CloudWatchMetrics) {
    for (const { Name, Unit } of Metrics) {
      const values = numbers(root[Name]);
      if (!values) return undefined;
      for (const names of Dimensions) {
        const dimensions = pick(root, names);
        if (!dimensions) return undefined;
        data.push({ namespace: Namespace, name: Name, dimensions, unit: Unit, atMs: parsed.data.Timestamp, values });
      }
    }
  }
  return data;
}

function numbers(value: unknown): number[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > MOST_VALUES) return undefined;
  return list.every((one): one is number => typeof one === 'number' && Number.isFinite(one)) ? list : undefined;
}

function pick(root: Record<string, unknown>, names: readonly string[]): Record<string, string> | undefined {
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = root[name];
    if (typeof value !== 'string') return undefined;
    dimensions[name] = value;
  }
  return dimensions;
}

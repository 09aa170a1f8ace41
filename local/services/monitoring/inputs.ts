/** Parts of inputs. JSON brings numbers and seconds, the query protocol text and ISO 8601: both are taken. */
import * as z from 'zod';
import { MOST_DIMENSIONS } from './limits.ts';

export const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i, 'is not a number')
    .transform(Number),
]);
export const integer = number.pipe(z.number().int());
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** A moment; gives milliseconds since the epoch. */
export const moment = z.union([
  z.number().transform((seconds) => Math.round(seconds * 1000)),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

/** `AWS/` is for AWS's own namespaces; here everyone may write them: the services of this cloud are not all of AWS. */
export const namespace = z
  .string()
  .regex(/^[^:].{0,254}$/s, 'a namespace has 1 to 255 characters and no colon in front');
export const metricName = z.string().min(1).max(255);

/** Gives the dimensions as a record; the order never counts. */
export const dimensions = z
  .array(z.strictObject({ Name: z.string().min(1).max(255), Value: z.string().min(1).max(1024) }))
  .max(MOST_DIMENSIONS)
  .transform((list): Dimensions => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));

export type Dimensions = Readonly<Record<string, string>>;

export const dimensionList = (dimensions: Dimensions): { Name: string; Value: string }[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export const statistic = z.enum(STATISTICS);
export const percentile = z.string().regex(/^p(\d{1,2}(\.\d{1,10})?|100)$/i, {
  error: 'the local cloud knows the percentiles p0 to p100; not tm, wm, tc, ts, pr and iqm',
});
/** Any statistic of GetMetricData and alarms. */
const anyStatistic = z.union([statistic, percentile]);

/** Periods below a minute are taken; the numbers are kept by the minute. */
export const period = integer.refine(
  (seconds) => [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0),
  {
    error: 'the period is 1, 5, 10, 20, 30 or a multiple of 60 seconds',
  },
);

const metric = z.strictObject({
  Namespace: namespace,
  MetricName: metricName,
  Dimensions: dimensions.default({}),
});

export const metricDataQuery = z.strictObject({
  Id: z.string().regex(/^[a-z]\w{0,254}$/, 'an Id begins with a lower-case letter and has letters, digits and _'),
  MetricStat: z
    .strictObject({ Metric: metric, Period: period, Stat: anyStatistic, Unit: z.string().optional() })
    .optional(),
  Expression: z.string().min(1).max(2048).optional(),
  Label: z.string().optional(),
  ReturnData: flag.default(true),
  Period: period.optional(),
  AccountId: z.string().optional(),
});

export type MetricDataQuery = z.output<typeof metricDataQuery>;

export const tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(50);
export type Tag = z.output<typeof tags>[number];

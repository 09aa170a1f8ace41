/** Takes numbers; all of a call or, when one is wrong, none. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Action, action } from '../../../engine/service.ts';
import { invalidValue } from '../errors.ts';
import { dimensions, flag, integer, metricName, moment, namespace, number } from '../inputs.ts';
import { MOST_DATA, MOST_VALUES, NEWEST_DATUM_MS, OLDEST_DATUM_MS } from '../limits.ts';
import type { MetricStore } from '../metrics/metric-store.ts';

const numbers = z.array(number).max(MOST_VALUES);

const datum = z
  .strictObject({
    MetricName: metricName,
    Dimensions: dimensions.default({}),
    Timestamp: moment.optional(),
    Value: number.optional(),
    StatisticValues: z.strictObject({ SampleCount: number, Sum: number, Minimum: number, Maximum: number }).optional(),
    Values: numbers.optional(),
    Counts: numbers.optional(),
    Unit: z.string().default('None'),
    StorageResolution: integer.pipe(z.union([z.literal(1), z.literal(60)])).optional(),
  })
  .refine(
    ({ Value, StatisticValues, Values }) =>
      [Value, StatisticValues, Values].filter((one) => one !== undefined).length === 1,
    {
      error: 'exactly one of Value, Values and StatisticValues is given',
    },
  )
  .refine(({ Values, Counts }) => Counts === undefined || Counts.length === Values?.length, {
    error: 'Counts has one number for each of Values',
  });

const input = z.strictObject({
  Namespace: namespace,
  MetricData: z.array(datum).max(MOST_DATA).default([]),
  StrictEntityValidation: flag.optional(),
});

export const putMetricData = (engine: Engine, metrics: MetricStore): Action =>
  action({
    name: 'PutMetricData',
    input,
    run({ Namespace, MetricData }) {
      const now = engine.clock.now();
      for (const { Timestamp = now } of MetricData)
        if (Timestamp < now - OLDEST_DATUM_MS || Timestamp > now + NEWEST_DATUM_MS)
          throw invalidValue(
            'The parameter MetricData.member.Timestamp must be at most two weeks old and at most two hours ahead.',
          );
      for (const one of MetricData) put(metrics, Namespace, one, now);
      metrics.flush();
    },
  });

function put(metrics: MetricStore, namespace: string, one: z.output<typeof datum>, now: number): void {
  const about = {
    namespace,
    name: one.MetricName,
    dimensions: one.Dimensions,
    unit: one.Unit,
    atMs: one.Timestamp ?? now,
  };
  if (one.StatisticValues) {
    const { SampleCount, Sum, Minimum, Maximum } = one.StatisticValues;
    metrics.putSummary(about, { count: SampleCount, sum: Sum, min: Minimum, max: Maximum });
  } else metrics.putCounted({ ...about, values: one.Values ?? [one.Value ?? 0] }, one.Counts ?? []);
}

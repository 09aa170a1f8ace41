/** Statistics of one metric by period, each unit for itself. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
import type { GetMetricStatisticsCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import { invalidCombination, invalidValue, missing } from '../errors.ts';
import { dimensions, metricName, moment, namespace, percentile, period, statistic } from '../inputs.ts';
import { MOST_DATAPOINTS } from '../limits.ts';
import { statisticOf } from '../metrics/bucket.ts';
import { periodsOf } from '../metrics/datapoints.ts';
import type { MetricStore } from '../metrics/metric-store.ts';

const input = z.strictObject({
  Namespace: namespace,
  MetricName: metricName,
  Dimensions: dimensions.default({}),
  StartTime: moment,
  EndTime: moment,
  Period: period,
  Statistics: z.array(statistic).optional(),
  ExtendedStatistics: z.array(percentile).optional(),
  Unit: z.string().optional(),
});

export const getMetricStatistics = (metrics: MetricStore): Action =>
  action({
    name: 'GetMetricStatistics',
    input,
    run({
      Namespace,
      MetricName,
      Dimensions,
      StartTime,
      EndTime,
      Period,
      Statistics = [],
      ExtendedStatistics = [],
      Unit,
    }) {
      if (StartTime >= EndTime) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
      const wanted = Math.floor((EndTime - StartTime) / 1000 / Period);
      if (wanted > MOST_DATAPOINTS)
        throw invalidCombination(
          `You have requested up to ${wanted} datapoints, which exceeds the limit of ${MOST_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
        );
      if (Statistics.length + ExtendedStatistics.length === 0)
        throw missing('Must specify either Statistics or ExtendedStatistics.');
      const Datapoints = metrics.find(Namespace, MetricName, Dimensions, Unit).flatMap((series) =>
        [...periodsOf([series], StartTime, EndTime, Period)].map(([at, bucket]) => ({
          Timestamp: new WireDate(at),
          Unit: series.unit as 'Count',
          ...Object.fromEntries(Statistics.map((name) => [name, statisticOf(bucket, name)])),
          ...(ExtendedStatistics.length > 0 && {
            ExtendedStatistics: Object.fromEntries(
              ExtendedStatistics.map((name) => [name, statisticOf(bucket, name) ?? 0]),
            ),
          }),
        })),
      );
      return { Label: MetricName, Datapoints } satisfies Omit<GetMetricStatisticsCommandOutput, '$metadata'>;
    },
  });

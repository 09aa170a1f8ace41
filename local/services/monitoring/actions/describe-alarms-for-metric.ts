/** The alarms that watch exactly one metric. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html */
import type { DescribeAlarmsForMetricCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Alarms } from '../alarms/put.ts';
import { metricAlarmShape } from '../alarms/shapes.ts';
import { dimensions, metricName, namespace, percentile, period, statistic } from '../inputs.ts';
import { metricKey } from '../metrics/series.ts';

const input = z.strictObject({
  Namespace: namespace,
  MetricName: metricName,
  Dimensions: dimensions.default({}),
  Statistic: statistic.optional(),
  ExtendedStatistic: percentile.optional(),
  Period: period.optional(),
  Unit: z.string().optional(),
});

export const describeAlarmsForMetric = (alarms: Alarms): Action =>
  action({
    name: 'DescribeAlarmsForMetric',
    input,
    run({ Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Period, Unit }) {
      const wanted = metricKey(Namespace, MetricName, Dimensions);
      const found = alarms.store.all().flatMap((alarm) => {
        if (alarm.kind !== 'metric' || 'queries' in alarm.source) return [];
        const { source } = alarm;
        const stat = Statistic ?? ExtendedStatistic ?? source.statistic;
        const same =
          metricKey(source.namespace, source.metricName, source.dimensions) === wanted &&
          source.statistic === stat &&
          (Period ?? source.periodS) === source.periodS &&
          (Unit ?? source.unit) === source.unit;
        return same ? [metricAlarmShape(alarm)] : [];
      });
      return { MetricAlarms: found } satisfies Omit<DescribeAlarmsForMetricCommandOutput, '$metadata'>;
    },
  });

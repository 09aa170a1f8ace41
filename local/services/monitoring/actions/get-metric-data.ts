/** Lines of numbers, of metrics and by metric math, in pages. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
import type { GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import { validation } from '../errors.ts';
import { integer, metricDataQuery, moment } from '../inputs.ts';
import { MOST_QUERIES, MOST_RESULT_DATAPOINTS } from '../limits.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import { labelOf, runQueries } from '../metrics/queries.ts';

const input = z.strictObject({
  MetricDataQueries: z.array(metricDataQuery).min(1).max(MOST_QUERIES),
  StartTime: moment,
  EndTime: moment,
  NextToken: z.string().optional(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: integer.pipe(z.number().min(1)).default(MOST_RESULT_DATAPOINTS),
  LabelOptions: z.strictObject({ Timezone: z.string().optional() }).optional(),
});

export const getMetricData = (metrics: MetricStore): Action =>
  action({
    name: 'GetMetricData',
    input,
    run({ MetricDataQueries, StartTime, EndTime, NextToken, ScanBy, MaxDatapoints }) {
      if (StartTime >= EndTime) throw validation('The parameter StartTime must be less than the parameter EndTime.');
      const queries = runQueries(metrics, MetricDataQueries, StartTime, EndTime);
      const skip = Number(NextToken ?? 0) || 0;
      let left = MaxDatapoints;
      let more = false as boolean;
      const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData).flatMap((query) =>
        queries.linesOf(query.Id).map(({ points }) => {
          const sorted = [...points]
            .sort(ScanBy === 'TimestampAscending' ? ([a], [b]) => a - b : ([a], [b]) => b - a)
            .slice(skip);
          const page = sorted.slice(0, left);
          left -= page.length;
          more ||= page.length < sorted.length;
          return {
            Id: query.Id,
            Label: labelOf(query),
            Timestamps: page.map(([at]) => new WireDate(at)),
            Values: page.map(([, value]) => value),
            StatusCode: page.length < sorted.length ? ('PartialData' as const) : ('Complete' as const),
          };
        }),
      );
      return {
        MetricDataResults: results,
        Messages: [],
        ...(more && { NextToken: String(skip + MaxDatapoints) }),
      } satisfies Omit<GetMetricDataCommandOutput, '$metadata'>;
    },
  });

/** The metrics that have numbers, by namespace, name and dimensions, in pages. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
import type { ListMetricsCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { dimensionList, metricName, namespace } from '../inputs.ts';
import type { MetricStore } from '../metrics/metric-store.ts';

/** Metrics of one answer. */
const PAGE = 500;

const input = z.strictObject({
  Namespace: namespace.optional(),
  MetricName: metricName.optional(),
  Dimensions: z
    .array(z.strictObject({ Name: z.string(), Value: z.string().optional() }))
    .max(10)
    .default([]),
  NextToken: z.string().optional(),
  RecentlyActive: z.literal('PT3H').optional(),
});

export const listMetrics = (metrics: MetricStore): Action =>
  action({
    name: 'ListMetrics',
    input,
    run({ Namespace, MetricName, Dimensions, NextToken }) {
      const from = Number(NextToken ?? 0) || 0;
      const found = metrics
        .list()
        .filter(
          ({ namespace: space, name, dimensions: own }) =>
            (Namespace === undefined || space === Namespace) &&
            (MetricName === undefined || name === MetricName) &&
            Dimensions.every(({ Name, Value }) =>
              Value === undefined ? own[Name] !== undefined : own[Name] === Value,
            ),
        );
      const page = found.slice(from, from + PAGE);
      return {
        Metrics: page.map(({ namespace: space, name, dimensions: own }) => ({
          Namespace: space,
          MetricName: name,
          Dimensions: dimensionList(own),
        })),
        ...(from + PAGE < found.length && { NextToken: String(from + PAGE) }),
      } satisfies Omit<ListMetricsCommandOutput, '$metadata'>;
    },
  });

/** The metric filters of a group or of all, in pages. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html */
import type { DescribeMetricFiltersCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupName } from '../limits.ts';
import { filterShape, pageAfter } from '../shapes.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({
  logGroupName: groupName.optional(),
  filterNamePrefix: z.string().default(''),
  metricName: z.string().optional(),
  metricNamespace: z.string().optional(),
  nextToken: z.string().optional(),
  limit: z.number().int().min(1).max(50).default(50),
});

export const describeMetricFilters = (store: LogStore): Action =>
  action({
    name: 'DescribeMetricFilters',
    input,
    run({ logGroupName, filterNamePrefix, metricName, metricNamespace, nextToken, limit }) {
      const groups = logGroupName === undefined ? store.groups() : [store.group(logGroupName)];
      const found = groups
        .flatMap((group) => group.filters.map((filter) => filterShape(group, filter)))
        .filter(
          ({ filterName = '', metricTransformations: [metric] = [] }) =>
            filterName.startsWith(filterNamePrefix) &&
            (metricName === undefined || metric?.metricName === metricName) &&
            (metricNamespace === undefined || metric?.metricNamespace === metricNamespace),
        );
      const { items, next } = pageAfter(found, nextToken, limit);
      return { metricFilters: items, ...(next !== undefined && { nextToken: next }) } satisfies Omit<
        DescribeMetricFiltersCommandOutput,
        '$metadata'
      >;
    },
  });

/** The subscription filters of a group, in pages. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeSubscriptionFilters.html */
import type { DescribeSubscriptionFiltersCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupName } from '../limits.ts';
import { pageAfter, subscriptionShape } from '../shapes.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({
  logGroupName: groupName,
  filterNamePrefix: z.string().default(''),
  nextToken: z.string().optional(),
  limit: z.number().int().min(1).max(50).default(50),
});

export const describeSubscriptionFilters = (store: LogStore): Action =>
  action({
    name: 'DescribeSubscriptionFilters',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName, filterNamePrefix, nextToken, limit }) {
      const group = store.group(logGroupName);
      const found = group.subscriptions.filter(({ name }) => name.startsWith(filterNamePrefix));
      const { items, next } = pageAfter(found, nextToken, limit);
      return {
        subscriptionFilters: items.map((filter) => subscriptionShape(group, filter)),
        ...(next !== undefined && { nextToken: next }),
      } satisfies Omit<DescribeSubscriptionFiltersCommandOutput, '$metadata'>;
    },
  });

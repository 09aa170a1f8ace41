/** The groups by prefix or part of their names, in pages. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
import type { DescribeLogGroupsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invalid } from '../errors.ts';
import { groupShape, pageAfter } from '../shapes.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({
  logGroupNamePrefix: z.string().optional(),
  logGroupNamePattern: z.string().optional(),
  nextToken: z.string().optional(),
  limit: z.number().int().min(1).max(50).default(50),
});

export const describeLogGroups = (store: LogStore): Action =>
  action({
    name: 'DescribeLogGroups',
    input,
    run({ logGroupNamePrefix = '', logGroupNamePattern = '', nextToken, limit }) {
      if (logGroupNamePrefix && logGroupNamePattern)
        throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
      const pattern = logGroupNamePattern.toLowerCase();
      const matching = store
        .groups()
        .filter(({ name }) => name.startsWith(logGroupNamePrefix) && name.toLowerCase().includes(pattern));
      const { items, next } = pageAfter(matching, nextToken, limit);
      return { logGroups: items.map(groupShape), ...(next !== undefined && { nextToken: next }) } satisfies Omit<
        DescribeLogGroupsCommandOutput,
        '$metadata'
      >;
    },
  });

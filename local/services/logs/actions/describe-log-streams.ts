/** The streams of a group by name or latest line, in pages. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
import type { DescribeLogStreamsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invalid } from '../errors.ts';
import { groupIdentifier, groupName } from '../limits.ts';
import { pageAfter, streamShape } from '../shapes.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({
  logGroupName: groupName.optional(),
  logGroupIdentifier: groupIdentifier.optional(),
  logStreamNamePrefix: z.string().optional(),
  orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
  descending: z.boolean().default(false),
  nextToken: z.string().optional(),
  limit: z.number().int().min(1).max(50).default(50),
});

export const describeLogStreams = (store: LogStore): Action =>
  action({
    name: 'DescribeLogStreams',
    input,
    resource: ({ logGroupName, logGroupIdentifier }) => store.arnOf(logGroupName ?? logGroupIdentifier ?? ''),
    run({ logGroupName, logGroupIdentifier, logStreamNamePrefix = '', orderBy, descending, nextToken, limit }) {
      const group = store.group(logGroupName ?? logGroupIdentifier ?? '');
      if (orderBy === 'LastEventTime' && logStreamNamePrefix)
        throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
      const streams = [...group.streams.values()].filter(({ name }) => name.startsWith(logStreamNamePrefix));
      streams.sort(
        orderBy === 'LastEventTime'
          ? (a, b) => (a.lastMs ?? 0) - (b.lastMs ?? 0)
          : (a, b) => (a.name < b.name ? -1 : 1),
      );
      if (descending) streams.reverse();
      const { items, next } = pageAfter(streams, nextToken, limit);
      return {
        logStreams: items.map((stream) => streamShape(group, stream)),
        ...(next !== undefined && { nextToken: next }),
      } satisfies Omit<DescribeLogStreamsCommandOutput, '$metadata'>;
    },
  });

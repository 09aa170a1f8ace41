/** How groups, streams and filters look in answers. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html */
import type {
  MetricFilter as FilterShape,
  LogGroup,
  LogStream,
  SubscriptionFilter as SubscriptionShape,
} from '@aws-sdk/client-cloudwatch-logs';
import { invalid } from './errors.ts';
import type { MetricFilter } from './metric-filter.ts';
import type { Group, Stream } from './store.ts';
import type { SubscriptionFilter } from './subscription-filter.ts';

export const groupShape = (group: Group): LogGroup => ({
  logGroupName: group.name,
  creationTime: group.createdMs,
  ...(group.retentionDays !== undefined && { retentionInDays: group.retentionDays }),
  metricFilterCount: group.filters.length,
  arn: `${group.arn}:*`,
  logGroupArn: group.arn,
  storedBytes: group.lines.all().reduce((sum, { message }) => sum + message.length, 0),
  logGroupClass: 'STANDARD',
});

export const streamShape = (group: Group, stream: Stream): LogStream => ({
  logStreamName: stream.name,
  creationTime: stream.createdMs,
  ...(stream.firstMs !== undefined && { firstEventTimestamp: stream.firstMs }),
  ...(stream.lastMs !== undefined && { lastEventTimestamp: stream.lastMs }),
  ...(stream.ingestedMs !== undefined && { lastIngestionTime: stream.ingestedMs }),
  uploadSequenceToken: '0',
  arn: `${group.arn}:log-stream:${stream.name}`,
  storedBytes: 0, // AWS reports 0 since 2019
});

export const filterShape = (group: Group, filter: MetricFilter): FilterShape => {
  const { metricName, metricNamespace, metricValue, defaultValue, dimensions, unit } = filter.transformation;
  return {
    filterName: filter.name,
    filterPattern: filter.pattern,
    metricTransformations: [
      {
        metricName,
        metricNamespace,
        metricValue,
        ...(defaultValue !== undefined && { defaultValue }),
        ...(dimensions && { dimensions }),
        ...(unit !== undefined && { unit: unit as 'Count' }),
      },
    ],
    creationTime: filter.createdMs,
    logGroupName: group.name,
  };
};

export const subscriptionShape = (group: Group, filter: SubscriptionFilter): SubscriptionShape => ({
  filterName: filter.name,
  logGroupName: group.name,
  filterPattern: filter.pattern,
  destinationArn: filter.destinationArn,
  distribution: filter.distribution,
  creationTime: filter.createdMs,
});

/** A page that begins where the token says and ends at a limit of items, or of bytes where `bytesOf` tells them. */
export function pageAfter<T>(
  all: readonly T[],
  token: string | undefined,
  limit: number,
  mostBytes = Number.POSITIVE_INFINITY,
  bytesOf: (item: T) => number = () => 0,
): { items: T[]; next: string | undefined } {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0) throw invalid('The specified nextToken is invalid.');
  let [to, bytes] = [from, 0];
  for (const item of all.slice(from, from + limit)) {
    bytes += bytesOf(item);
    if (bytes > mostBytes && to > from) break;
    to += 1;
  }
  return { items: all.slice(from, to), next: to < all.length ? String(to) : undefined };
}

/** Lines of a group across its streams, by time and pattern, in pages. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
import type { FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invalid } from '../errors.ts';
import { eventId } from '../event-id.ts';
import { filterPattern } from '../filter/pattern.ts';
import { ANSWER_BYTES, ANSWER_EVENTS, groupIdentifier, groupName, streamName } from '../limits.ts';
import { pageAfter } from '../shapes.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({
  logGroupName: groupName.optional(),
  logGroupIdentifier: groupIdentifier.optional(),
  logStreamNames: z.array(streamName).max(100).optional(),
  logStreamNamePrefix: z.string().optional(),
  startTime: z.number().int().optional(),
  endTime: z.number().int().optional(),
  filterPattern: z.string().max(1024).default(''),
  nextToken: z.string().optional(),
  limit: z.number().int().min(1).max(ANSWER_EVENTS).default(ANSWER_EVENTS),
  interleaved: z.boolean().optional(),
  unmask: z.literal(false).optional(),
});

export const filterLogEvents = (store: LogStore): Action =>
  action({
    name: 'FilterLogEvents',
    input,
    resource: ({ logGroupName, logGroupIdentifier }) => store.arnOf(logGroupName ?? logGroupIdentifier ?? ''),
    run({
      logGroupName,
      logGroupIdentifier,
      logStreamNames,
      logStreamNamePrefix,
      startTime = 0,
      endTime = Infinity,
      filterPattern: pattern,
      nextToken,
      limit,
    }) {
      if (logStreamNames && logStreamNamePrefix !== undefined)
        throw invalid('logStreamNamePrefix and logStreamNames are mutually exclusive.');
      const group = store.group(logGroupName ?? logGroupIdentifier ?? '');
      const streams = logStreamNames && new Set(logStreamNames);
      const matches = filterPattern(pattern);
      const found = group.lines
        .all()
        .filter(
          ({ stream, timestamp, message }) =>
            timestamp >= startTime &&
            timestamp <= endTime &&
            (!streams || streams.has(stream)) &&
            stream.startsWith(logStreamNamePrefix ?? '') &&
            matches(message),
        )
        .sort((a, b) => a.timestamp - b.timestamp || a.id - b.id);
      const { items, next } = pageAfter(found, nextToken, limit, ANSWER_BYTES, ({ message }) => message.length);
      return {
        events: items.map(({ id, stream, timestamp, ingestedMs, message }) => ({
          eventId: eventId(timestamp, id),
          logStreamName: stream,
          timestamp,
          message,
          ingestionTime: ingestedMs,
        })),
        searchedLogStreams: [],
        ...(next !== undefined && { nextToken: next }),
      } satisfies Omit<FilterLogEventsCommandOutput, '$metadata'>;
    },
  });

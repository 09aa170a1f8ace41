/** Lines of one stream in order of time, in pages both ways; the token of the end gives itself again. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
import type { GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { ANSWER_EVENTS, groupIdentifier, groupName, streamName } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({
  logGroupName: groupName.optional(),
  logGroupIdentifier: groupIdentifier.optional(),
  logStreamName: streamName,
  startTime: z.number().int().optional(),
  endTime: z.number().int().optional(),
  startFromHead: z.boolean().default(false),
  nextToken: z
    .string()
    .regex(/^[fb]\/\d+$/, 'The specified nextToken is invalid.')
    .optional(),
  limit: z.number().int().min(1).max(ANSWER_EVENTS).default(ANSWER_EVENTS),
  unmask: z.literal(false).optional(),
});

export const getLogEvents = (store: LogStore): Action =>
  action({
    name: 'GetLogEvents',
    input,
    resource: ({ logGroupName, logGroupIdentifier, logStreamName }) =>
      store.arnOf(logGroupName ?? logGroupIdentifier ?? '', logStreamName),
    run({
      logGroupName,
      logGroupIdentifier,
      logStreamName,
      startTime = 0,
      endTime = Infinity,
      startFromHead,
      nextToken,
      limit,
    }) {
      const group = store.group(logGroupName ?? logGroupIdentifier ?? '');
      store.stream(group.name, logStreamName);
      const lines = group.lines
        .of(logStreamName)
        .filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
      lines.sort((a, b) => a.timestamp - b.timestamp || a.id - b.id);
      const forward = nextToken ? nextToken.startsWith('f') : startFromHead;
      const at = nextToken === undefined ? (forward ? 0 : lines.length) : Number(nextToken.slice(2));
      const [from, to] = forward ? [at, at + limit] : [Math.max(0, at - limit), at];
      const page = lines.slice(from, to);
      return {
        events: page.map(({ timestamp, message, ingestedMs }) => ({ timestamp, message, ingestionTime: ingestedMs })),
        nextForwardToken: `f/${from + page.length}`,
        nextBackwardToken: `b/${from}`,
      } satisfies Omit<GetLogEventsCommandOutput, '$metadata'>;
    },
  });

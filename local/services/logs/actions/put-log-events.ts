/** Takes lines into a stream; those too old or too far ahead are left out and told. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
import type { PutLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Action, action } from '../../../engine/service.ts';
import { invalid } from '../errors.ts';
import {
  BATCH_BYTES,
  BATCH_EVENTS,
  EVENT_OVERHEAD_BYTES,
  groupName,
  NEWEST_EVENT_MS,
  OLDEST_EVENT_MS,
  streamName,
} from '../limits.ts';
import type { LogStore } from '../store.ts';

const logEvent = z.strictObject({ timestamp: z.number().int().min(0), message: z.string().min(1) });

const input = z.strictObject({
  logGroupName: groupName,
  logStreamName: streamName,
  logEvents: z.array(logEvent).min(1).max(BATCH_EVENTS),
  sequenceToken: z.string().optional(),
});

export const putLogEvents = (engine: Engine, store: LogStore): Action =>
  action({
    name: 'PutLogEvents',
    input,
    resource: ({ logGroupName, logStreamName }) => store.arnOf(logGroupName, logStreamName),
    run({ logGroupName, logStreamName, logEvents }) {
      const size = logEvents.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES, 0);
      if (size > BATCH_BYTES) throw invalid(`Upload too large: ${size} bytes exceeds limit of ${BATCH_BYTES}`);
      if (logEvents.some(({ timestamp }, i) => timestamp < (logEvents[i - 1]?.timestamp ?? 0)))
        throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
      const now = engine.clock.now();
      const tooOld = logEvents.findLastIndex(({ timestamp }) => timestamp < now - OLDEST_EVENT_MS) + 1;
      const tooNew = logEvents.findIndex(({ timestamp }) => timestamp > now + NEWEST_EVENT_MS);
      const end = tooNew < 0 ? logEvents.length : tooNew;
      store.put(logGroupName, logStreamName, logEvents.slice(tooOld, end));
      const rejected = {
        ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
        ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
      };
      return {
        nextSequenceToken: '0',
        ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: rejected }),
      } satisfies Omit<PutLogEventsCommandOutput, '$metadata'>;
    },
  });

/** Removes a stream with its lines. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupName, streamName } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ logGroupName: groupName, logStreamName: streamName });

export const deleteLogStream = (store: LogStore): Action =>
  action({
    name: 'DeleteLogStream',
    input,
    resource: ({ logGroupName, logStreamName }) => store.arnOf(logGroupName, logStreamName),
    run({ logGroupName, logStreamName }) {
      store.deleteStream(logGroupName, logStreamName);
    },
  });

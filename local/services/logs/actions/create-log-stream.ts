/** Makes an empty stream in a group. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupName, streamName } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ logGroupName: groupName, logStreamName: streamName });

export const createLogStream = (store: LogStore): Action =>
  action({
    name: 'CreateLogStream',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName, logStreamName }) {
      store.createStream(logGroupName, logStreamName);
    },
  });

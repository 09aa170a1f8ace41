/** Removes a group with its streams, lines and filters. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupName } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ logGroupName: groupName });

export const deleteLogGroup = (store: LogStore): Action =>
  action({
    name: 'DeleteLogGroup',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName }) {
      store.deleteGroup(logGroupName);
    },
  });

/** Lets the lines of a group stay for as long as there is room. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupName } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ logGroupName: groupName });

export const deleteRetentionPolicy = (store: LogStore): Action =>
  action({
    name: 'DeleteRetentionPolicy',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName }) {
      store.changeGroup(logGroupName, { retentionDays: undefined });
    },
  });

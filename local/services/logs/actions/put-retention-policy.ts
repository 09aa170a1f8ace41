/** Sets for how many days the lines of a group stay. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupName, retentionDays } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ logGroupName: groupName, retentionInDays: retentionDays });

export const putRetentionPolicy = (store: LogStore): Action =>
  action({
    name: 'PutRetentionPolicy',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName, retentionInDays }) {
      store.changeGroup(logGroupName, { retentionDays: retentionInDays });
    },
  });

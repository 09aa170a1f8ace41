/** Makes a log group, with tags. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupName, tags } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({
  logGroupName: groupName,
  tags: tags.default({}),
  logGroupClass: z.literal('STANDARD').optional(),
});

export const createLogGroup = (store: LogStore): Action =>
  action({
    name: 'CreateLogGroup',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName, tags: given }) {
      store.createGroup(logGroupName, { tags: given });
    },
  });

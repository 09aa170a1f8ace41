/** Takes a subscription filter from a group. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteSubscriptionFilter.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { notFound } from '../errors.ts';
import { groupName } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ logGroupName: groupName, filterName: z.string() });

export const deleteSubscriptionFilter = (store: LogStore): Action =>
  action({
    name: 'DeleteSubscriptionFilter',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName, filterName }) {
      if (!store.group(logGroupName).subscriptions.some(({ name }) => name === filterName))
        throw notFound('The specified subscription filter does not exist.');
      store.unsubscribe(logGroupName, filterName);
    },
  });

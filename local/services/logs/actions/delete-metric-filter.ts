/** Takes a metric filter from a group. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteMetricFilter.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { notFound } from '../errors.ts';
import { groupName } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ logGroupName: groupName, filterName: z.string() });

export const deleteMetricFilter = (store: LogStore): Action =>
  action({
    name: 'DeleteMetricFilter',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName, filterName }) {
      const { filters } = store.group(logGroupName);
      const kept = filters.filter(({ name }) => name !== filterName);
      if (kept.length === filters.length) throw notFound('The specified metric filter does not exist.');
      store.changeGroup(logGroupName, { filters: kept });
    },
  });

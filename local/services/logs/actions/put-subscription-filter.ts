/** Sends what matches in a group to a function from now on. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Action, action } from '../../../engine/service.ts';
import { groupName } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({
  logGroupName: groupName,
  filterName: z.string().regex(/^[^:*]{1,512}$/),
  filterPattern: z.string().max(1024),
  destinationArn: z.string().min(1),
  distribution: z.enum(['ByLogStream', 'Random']).default('ByLogStream'),
});

export const putSubscriptionFilter = (engine: Engine, store: LogStore): Action =>
  action({
    name: 'PutSubscriptionFilter',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName, filterName, filterPattern, destinationArn, distribution }) {
      const createdMs = engine.clock.now();
      store.subscribe(logGroupName, {
        name: filterName,
        pattern: filterPattern,
        destinationArn,
        distribution,
        createdMs,
      });
    },
  });

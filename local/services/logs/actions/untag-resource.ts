/** Takes tags from a group, by its ARN. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupIdentifier } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ resourceArn: groupIdentifier, tagKeys: z.array(z.string()) });

export const untagResource = (store: LogStore): Action =>
  action({
    name: 'UntagResource',
    input,
    resource: ({ resourceArn }) => store.arnOf(resourceArn),
    run({ resourceArn, tagKeys }) {
      const kept = Object.entries(store.group(resourceArn).tags).filter(([key]) => !tagKeys.includes(key));
      store.changeGroup(resourceArn, { tags: Object.fromEntries(kept) });
    },
  });

/** Adds tags to a group, by its ARN. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupIdentifier, tags } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ resourceArn: groupIdentifier, tags });

export const tagResource = (store: LogStore): Action =>
  action({
    name: 'TagResource',
    input,
    resource: ({ resourceArn }) => store.arnOf(resourceArn),
    run({ resourceArn, tags: given }) {
      store.changeGroup(resourceArn, { tags: { ...store.group(resourceArn).tags, ...given } });
    },
  });

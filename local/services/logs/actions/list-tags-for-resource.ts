/** The tags of a group, by its ARN. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
import type { ListTagsForResourceCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { groupIdentifier } from '../limits.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({ resourceArn: groupIdentifier });

export const listTagsForResource = (store: LogStore): Action =>
  action({
    name: 'ListTagsForResource',
    input,
    resource: ({ resourceArn }) => store.arnOf(resourceArn),
    run({ resourceArn }) {
      return { tags: { ...store.group(resourceArn).tags } } satisfies Omit<
        ListTagsForResourceCommandOutput,
        '$metadata'
      >;
    },
  });

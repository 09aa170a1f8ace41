/** The tags of an alarm; none for one that is gone. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html */
import type { ListTagsForResourceCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Alarms } from '../alarms/put.ts';

const input = z.strictObject({ ResourceARN: z.string() });

export const listTagsForResource = (alarms: Alarms): Action =>
  action({
    name: 'ListTagsForResource',
    input,
    resource: ({ ResourceARN }) => ResourceARN,
    run({ ResourceARN }) {
      return { Tags: [...(alarms.store.find(ResourceARN)?.tags ?? [])] } satisfies Omit<
        ListTagsForResourceCommandOutput,
        '$metadata'
      >;
    },
  });

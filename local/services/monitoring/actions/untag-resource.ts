/** Takes tags from an alarm by their keys. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Alarms } from '../alarms/put.ts';
import { noSuchResource } from '../errors.ts';

const input = z.strictObject({ ResourceARN: z.string(), TagKeys: z.array(z.string()) });

export const untagResource = (alarms: Alarms): Action =>
  action({
    name: 'UntagResource',
    input,
    resource: ({ ResourceARN }) => ResourceARN,
    run({ ResourceARN, TagKeys }) {
      const alarm = alarms.store.find(ResourceARN);
      if (!alarm) throw noSuchResource(ResourceARN);
      alarms.store.put({ ...alarm, tags: alarm.tags.filter(({ Key }) => !TagKeys.includes(Key)) });
    },
  });

/** Adds tags to an alarm, replacing those of the same keys. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Alarms } from '../alarms/put.ts';
import { noSuchResource } from '../errors.ts';
import { tags } from '../inputs.ts';

const input = z.strictObject({ ResourceARN: z.string(), Tags: tags });

export const tagResource = (alarms: Alarms): Action =>
  action({
    name: 'TagResource',
    input,
    resource: ({ ResourceARN }) => ResourceARN,
    run({ ResourceARN, Tags }) {
      const alarm = alarms.store.find(ResourceARN);
      if (!alarm) throw noSuchResource(ResourceARN);
      const kept = alarm.tags.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key));
      alarms.store.put({ ...alarm, tags: [...kept, ...Tags] });
    },
  });

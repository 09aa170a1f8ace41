/**
 * Removes tags of a bus or a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { taggedBy } from '../tags.ts';

export const untagResource = ({ store }: Events): Action =>
  action({
    name: 'UntagResource',
    input: z.strictObject({ ResourceARN: z.string(), TagKeys: z.array(z.string()) }),
    resource: ({ ResourceARN }) => ResourceARN,
    run({ ResourceARN, TagKeys }) {
      const { tags, change } = taggedBy(store, ResourceARN);
      change(Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))));
      return store.durable();
    },
  });

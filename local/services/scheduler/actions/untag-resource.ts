/**
 * Removes tags of a schedule group.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UntagResource.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Scheduler } from '../context.ts';
import { groupByArn } from '../groups.ts';

const input = z.strictObject({
  ResourceArn: z.string(),
  TagKeys: z.union([z.array(z.string()), z.string().transform((one) => [one])]),
});

export const untagResource = ({ store }: Scheduler): Action =>
  action({
    name: 'UntagResource',
    input,
    http: { method: 'DELETE', path: '/tags/{ResourceArn}', query: { TagKeys: 'TagKeys' } },
    resource: ({ ResourceArn }) => ResourceArn,
    async run({ ResourceArn, TagKeys }) {
      const group = groupByArn(store, ResourceArn);
      const tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !TagKeys.includes(key)));
      store.groups.put(group.name, { ...group, tags });
      await store.durable();
      return {};
    },
  });

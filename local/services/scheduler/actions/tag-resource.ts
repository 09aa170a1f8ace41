/**
 * Adds tags to a schedule group, or changes them.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_TagResource.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import type { Scheduler } from '../context.ts';
import { groupByArn } from '../groups.ts';

export const tagResource = ({ store }: Scheduler): Action =>
  action({
    name: 'TagResource',
    input: z.strictObject({ ResourceArn: z.string(), Tags: tagsInput }),
    http: { method: 'POST', path: '/tags/{ResourceArn}' },
    resource: ({ ResourceArn }) => ResourceArn,
    async run({ ResourceArn, Tags }) {
      const group = groupByArn(store, ResourceArn);
      store.groups.put(group.name, { ...group, tags: { ...group.tags, ...tagsOf(Tags) } });
      await store.durable();
      return {};
    },
  });

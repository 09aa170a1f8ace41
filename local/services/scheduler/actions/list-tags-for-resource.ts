/**
 * Lists the tags of a schedule group.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListTagsForResource.html
 */
import type { ListTagsForResourceCommandOutput } from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { tagList } from '../../../engine/tags.ts';
import type { Scheduler } from '../context.ts';
import { groupByArn } from '../groups.ts';

export const listTagsForResource = ({ store }: Scheduler): Action =>
  action({
    name: 'ListTagsForResource',
    input: z.strictObject({ ResourceArn: z.string() }),
    http: { method: 'GET', path: '/tags/{ResourceArn}' },
    resource: ({ ResourceArn }) => ResourceArn,
    run({ ResourceArn }) {
      return { Tags: tagList(groupByArn(store, ResourceArn).tags) } satisfies Omit<
        ListTagsForResourceCommandOutput,
        '$metadata'
      >;
    },
  });

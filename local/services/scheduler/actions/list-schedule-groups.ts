/**
 * Lists groups in the order of their names.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListScheduleGroups.html
 */
import type { ListScheduleGroupsCommandOutput } from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import { page } from '../../../engine/pages.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Scheduler } from '../context.ts';
import { describedGroup } from '../groups.ts';
import { PAGE } from '../limits.ts';
import { name } from '../schedules.ts';

const input = z.strictObject({
  NamePrefix: name.optional(),
  NextToken: z.string().optional(),
  MaxResults: z.coerce.number().int().min(1).max(PAGE.max).default(PAGE.default),
});

export const listScheduleGroups = ({ engine, store }: Scheduler): Action =>
  action({
    name: 'ListScheduleGroups',
    input,
    http: {
      method: 'GET',
      path: '/schedule-groups',
      query: { NamePrefix: 'NamePrefix', NextToken: 'NextToken', MaxResults: 'MaxResults' },
    },
    run({ NamePrefix, NextToken, MaxResults }) {
      const { items, ...next } = page(store.groups.list(NamePrefix), (group) => group.name, MaxResults, NextToken);
      return { ScheduleGroups: items.map((group) => describedGroup(engine, group)), ...next } satisfies Omit<
        ListScheduleGroupsCommandOutput,
        '$metadata'
      >;
    },
  });

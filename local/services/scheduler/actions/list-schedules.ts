/**
 * Lists schedules, of one group or of all.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListSchedules.html
 */
import type { ListSchedulesCommandOutput } from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import { page } from '../../../engine/pages.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Scheduler } from '../context.ts';
import { PAGE } from '../limits.ts';
import { listed, name } from '../schedules.ts';
import { scheduleKey } from '../store.ts';

const input = z.strictObject({
  GroupName: name.optional(),
  NamePrefix: name.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  NextToken: z.string().optional(),
  MaxResults: z.coerce.number().int().min(1).max(PAGE.max).default(PAGE.default),
});

export const listSchedules = ({ engine, store }: Scheduler): Action =>
  action({
    name: 'ListSchedules',
    input,
    http: {
      method: 'GET',
      path: '/schedules',
      query: {
        ScheduleGroup: 'GroupName',
        NamePrefix: 'NamePrefix',
        State: 'State',
        NextToken: 'NextToken',
        MaxResults: 'MaxResults',
      },
    },
    run({ GroupName, NamePrefix = '', State, NextToken, MaxResults }) {
      const schedules = store.schedules
        .list(GroupName && `${store.group(GroupName).name}/`)
        .filter(({ name, enabled }) => name.startsWith(NamePrefix) && (!State || enabled === (State === 'ENABLED')));
      const { items, ...next } = page(schedules, scheduleKey, MaxResults, NextToken);
      return { Schedules: items.map((schedule) => listed(engine, schedule)), ...next } satisfies Omit<
        ListSchedulesCommandOutput,
        '$metadata'
      >;
    },
  });

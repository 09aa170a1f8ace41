/**
 * Tells of one group.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetScheduleGroup.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Scheduler } from '../context.ts';
import { describedGroup } from '../groups.ts';
import { groupArn, name } from '../schedules.ts';

export const getScheduleGroup = ({ engine, store }: Scheduler): Action =>
  action({
    name: 'GetScheduleGroup',
    input: z.strictObject({ Name: name }),
    http: { method: 'GET', path: '/schedule-groups/{Name}' },
    resource: ({ Name }) => groupArn(engine, Name),
    run: ({ Name }) => describedGroup(engine, store.group(Name)),
  });

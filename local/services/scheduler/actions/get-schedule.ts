/**
 * Tells of one schedule.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Scheduler } from '../context.ts';
import { described, name, scheduleArn } from '../schedules.ts';
import { DEFAULT_GROUP } from '../store.ts';

export const getSchedule = ({ engine, store }: Scheduler): Action =>
  action({
    name: 'GetSchedule',
    input: z.strictObject({ Name: name, GroupName: name.default(DEFAULT_GROUP) }),
    http: { method: 'GET', path: '/schedules/{Name}', query: { groupName: 'GroupName' } },
    resource: ({ GroupName, Name }) => scheduleArn(engine, { group: GroupName, name: Name }),
    run: ({ Name, GroupName }) => described(engine, store.schedule(GroupName, Name)),
  });

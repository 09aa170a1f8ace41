/**
 * Replaces all of a schedule but its name and group, and arms it anew.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
 */
import type { UpdateScheduleCommandOutput } from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Scheduler } from '../context.ts';
import { scheduleArn, scheduleInput, scheduleOf } from '../schedules.ts';
import { scheduleKey } from '../store.ts';

export const updateSchedule = ({ engine, store, timers }: Scheduler): Action =>
  action({
    name: 'UpdateSchedule',
    input: z.strictObject(scheduleInput),
    http: { method: 'PUT', path: '/schedules/{Name}' },
    resource: ({ GroupName, Name }) => scheduleArn(engine, { group: GroupName, name: Name }),
    async run(input) {
      const schedule = scheduleOf(engine, input, store.schedule(input.GroupName, input.Name));
      store.schedules.put(scheduleKey(schedule), schedule);
      timers.arm(schedule.group, schedule.name);
      await store.durable();
      return { ScheduleArn: scheduleArn(engine, schedule) } satisfies Omit<UpdateScheduleCommandOutput, '$metadata'>;
    },
  });

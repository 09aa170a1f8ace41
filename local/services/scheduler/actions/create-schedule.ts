/**
 * Makes a schedule and arms it. The same client token again is the same schedule.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
import type { CreateScheduleCommandOutput } from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Scheduler } from '../context.ts';
import { scheduleArn, scheduleInput, scheduleOf } from '../schedules.ts';
import { scheduleKey } from '../store.ts';

export const createSchedule = ({ engine, store, timers }: Scheduler): Action =>
  action({
    name: 'CreateSchedule',
    input: z.strictObject(scheduleInput),
    http: { method: 'POST', path: '/schedules/{Name}' },
    resource: ({ GroupName, Name }) => scheduleArn(engine, { group: GroupName, name: Name }),
    async run(input) {
      store.group(input.GroupName);
      const schedule = scheduleOf(engine, input);
      const known = store.schedules.get(scheduleKey(schedule));
      const again = known !== undefined && known.clientToken !== undefined && known.clientToken === input.ClientToken;
      if (known && !again)
        throw new AwsError('ConflictException', `Schedule ${input.Name} already exists.`, { status: 409 });
      if (!known) {
        store.schedules.put(scheduleKey(schedule), schedule);
        timers.arm(schedule.group, schedule.name);
        await store.durable();
      }
      return { ScheduleArn: scheduleArn(engine, schedule) } satisfies Omit<CreateScheduleCommandOutput, '$metadata'>;
    },
  });

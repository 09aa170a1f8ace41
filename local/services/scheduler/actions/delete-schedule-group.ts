/**
 * Removes a group and all its schedules.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteScheduleGroup.html
 */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Scheduler } from '../context.ts';
import { groupArn, name } from '../schedules.ts';
import { DEFAULT_GROUP, scheduleKey } from '../store.ts';

/** Its schedules go with it, at once: AWS takes a while. */
export const deleteScheduleGroup = ({ engine, store, timers }: Scheduler): Action =>
  action({
    name: 'DeleteScheduleGroup',
    input: z.strictObject({ Name: name, ClientToken: z.string().optional() }),
    http: { method: 'DELETE', path: '/schedule-groups/{Name}', query: { clientToken: 'ClientToken' } },
    resource: ({ Name }) => groupArn(engine, Name),
    async run({ Name }) {
      if (Name === DEFAULT_GROUP)
        throw new AwsError('ValidationException', `Schedule group ${DEFAULT_GROUP} can not be deleted.`);
      store.group(Name);
      for (const schedule of store.schedules.list(`${Name}/`)) {
        store.schedules.delete(scheduleKey(schedule));
        timers.arm(schedule.group, schedule.name);
      }
      store.groups.delete(Name);
      await store.durable();
      return {};
    },
  });

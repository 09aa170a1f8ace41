/**
 * Removes a schedule; it does not fire again.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteSchedule.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Scheduler } from '../context.ts';
import { name, scheduleArn } from '../schedules.ts';
import { DEFAULT_GROUP, scheduleKey } from '../store.ts';

const input = z.strictObject({
  Name: name,
  GroupName: name.default(DEFAULT_GROUP),
  /** Deleting twice is refused the second time, with or without it. */
  ClientToken: z.string().optional(),
});

export const deleteSchedule = ({ engine, store, timers }: Scheduler): Action =>
  action({
    name: 'DeleteSchedule',
    input,
    http: {
      method: 'DELETE',
      path: '/schedules/{Name}',
      query: { groupName: 'GroupName', clientToken: 'ClientToken' },
    },
    resource: ({ GroupName, Name }) => scheduleArn(engine, { group: GroupName, name: Name }),
    async run({ Name, GroupName }) {
      const schedule = store.schedule(GroupName, Name);
      store.schedules.delete(scheduleKey(schedule));
      timers.arm(GroupName, Name);
      await store.durable();
      return {};
    },
  });

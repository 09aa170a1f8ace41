/**
 * Makes a group without schedules.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html
 */
import type { CreateScheduleGroupCommandOutput } from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import type { Scheduler } from '../context.ts';
import { GROUPS } from '../limits.ts';
import { groupArn, name } from '../schedules.ts';

export const createScheduleGroup = ({ engine, store }: Scheduler): Action =>
  action({
    name: 'CreateScheduleGroup',
    input: z.strictObject({ Name: name, Tags: tagsInput.optional(), ClientToken: z.string().optional() }),
    http: { method: 'POST', path: '/schedule-groups/{Name}' },
    resource: ({ Name }) => groupArn(engine, Name),
    async run({ Name, Tags = [] }) {
      if (store.groups.get(Name))
        throw new AwsError('ConflictException', `Schedule group ${Name} already exists.`, { status: 409 });
      if (store.groups.size >= GROUPS)
        throw new AwsError('ServiceQuotaExceededException', `There are ${GROUPS} schedule groups, which is the most.`, {
          status: 402,
        });
      const now = engine.clock.now();
      store.groups.put(Name, { name: Name, createdMs: now, modifiedMs: now, tags: tagsOf(Tags) });
      await store.durable();
      return { ScheduleGroupArn: groupArn(engine, Name) } satisfies Omit<CreateScheduleGroupCommandOutput, '$metadata'>;
    },
  });

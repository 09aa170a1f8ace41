/**
 * A schedule of a template: AWS::Scheduler::Schedule.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html
 */
import * as z from 'zod';
import { perform } from '../../../engine/perform.ts';
import { type Place, type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { createSchedule } from '../actions/create-schedule.ts';
import { deleteSchedule } from '../actions/delete-schedule.ts';
import { updateSchedule } from '../actions/update-schedule.ts';
import type { Scheduler } from '../context.ts';
import { name, scheduleArn, targetInput } from '../schedules.ts';
import { DEFAULT_GROUP, scheduleKey } from '../store.ts';

const date = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a date in ISO 8601')
  .transform((text) => Date.parse(text) / 1000);
const properties = z.strictObject({
  Name: name.optional(),
  GroupName: name.default(DEFAULT_GROUP),
  Description: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  StartDate: date.optional(),
  EndDate: date.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.coerce.number().optional(),
  }),
  Target: targetInput,
});
type Properties = z.output<typeof properties>;
const LONGEST_NAME = 64;

export function scheduleType(scheduler: Scheduler): ResourceType {
  const { engine, store } = scheduler;
  const nameOf = ({ Name }: Properties, place: Place): string => Name ?? place.name(LONGEST_NAME);
  const described = (group: string, schedule: string): Resource => ({
    physicalId: schedule,
    attributes: { Arn: scheduleArn(engine, { group, name: schedule }), GroupName: group },
  });
  const groupOf = ({ attributes }: Resource): string => String(attributes.GroupName);
  return resourceType({
    type: 'AWS::Scheduler::Schedule',
    properties,
    async create(given, place) {
      const Name = nameOf(given, place);
      await perform(createSchedule(scheduler), { ...given, Name });
      return described(given.GroupName, Name);
    },
    async update(given, current, place) {
      const Name = nameOf(given, place);
      if (Name !== current.physicalId || given.GroupName !== groupOf(current)) return 'replace';
      await perform(updateSchedule(scheduler), { ...given, Name });
      return described(given.GroupName, Name);
    },
    async remove(current) {
      const GroupName = groupOf(current);
      const Name = current.physicalId;
      if (store.schedules.get(scheduleKey({ group: GroupName, name: Name })))
        await perform(deleteSchedule(scheduler), { Name, GroupName });
    },
  });
}

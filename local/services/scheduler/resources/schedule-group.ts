/**
 * A group of schedules: AWS::Scheduler::ScheduleGroup.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedulegroup.html
 */
import * as z from 'zod';
import { perform } from '../../../engine/perform.ts';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import { createScheduleGroup } from '../actions/create-schedule-group.ts';
import { deleteScheduleGroup } from '../actions/delete-schedule-group.ts';
import type { Scheduler } from '../context.ts';
import { groupArn, name } from '../schedules.ts';

const properties = z.strictObject({ Name: name.optional(), Tags: tagsInput.default([]) });
const LONGEST_NAME = 64;

export function scheduleGroupType(scheduler: Scheduler): ResourceType {
  const { engine, store } = scheduler;
  const described = (group: string): Resource => {
    const { createdMs, modifiedMs } = store.group(group);
    return {
      physicalId: group,
      attributes: {
        Arn: groupArn(engine, group),
        State: 'ACTIVE',
        CreationDate: new Date(createdMs).toISOString(),
        LastModificationDate: new Date(modifiedMs).toISOString(),
      },
    };
  };
  return resourceType({
    type: 'AWS::Scheduler::ScheduleGroup',
    properties,
    async create({ Name, Tags }, place) {
      const group = Name ?? place.name(LONGEST_NAME);
      await perform(createScheduleGroup(scheduler), { Name: group, Tags });
      return described(group);
    },
    async update({ Name, Tags }, current, place) {
      const group = Name ?? place.name(LONGEST_NAME);
      if (group !== current.physicalId) return 'replace';
      store.groups.put(group, { ...store.group(group), modifiedMs: engine.clock.now(), tags: tagsOf(Tags) });
      await store.durable();
      return described(group);
    },
    async remove({ physicalId }) {
      if (store.groups.get(physicalId)) await perform(deleteScheduleGroup(scheduler), { Name: physicalId });
    },
  });
}

/** Every action of EventBridge Scheduler. */
import type { Action } from '../../engine/service.ts';
import { createSchedule } from './actions/create-schedule.ts';
import { createScheduleGroup } from './actions/create-schedule-group.ts';
import { deleteSchedule } from './actions/delete-schedule.ts';
import { deleteScheduleGroup } from './actions/delete-schedule-group.ts';
import { getSchedule } from './actions/get-schedule.ts';
import { getScheduleGroup } from './actions/get-schedule-group.ts';
import { listScheduleGroups } from './actions/list-schedule-groups.ts';
import { listSchedules } from './actions/list-schedules.ts';
import { listTagsForResource } from './actions/list-tags-for-resource.ts';
import { tagResource } from './actions/tag-resource.ts';
import { untagResource } from './actions/untag-resource.ts';
import { updateSchedule } from './actions/update-schedule.ts';
import type { Scheduler } from './context.ts';

export const allActions = (scheduler: Scheduler): Action[] => [
  createSchedule(scheduler),
  createScheduleGroup(scheduler),
  deleteSchedule(scheduler),
  deleteScheduleGroup(scheduler),
  getSchedule(scheduler),
  getScheduleGroup(scheduler),
  listScheduleGroups(scheduler),
  listSchedules(scheduler),
  listTagsForResource(scheduler),
  tagResource(scheduler),
  untagResource(scheduler),
  updateSchedule(scheduler),
];

/** What several actions do with schedule groups: find, describe, tag. Only groups carry tags. */
import type { ScheduleGroupSummary } from '@aws-sdk/client-scheduler';
import { parseArn } from '../../engine/arn.ts';
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import { WireDate } from '../../engine/wire-date.ts';
import type { Group } from './model.ts';
import { groupArn } from './schedules.ts';
import type { SchedulerStore } from './store.ts';

/** Throws when the ARN names no group. */
export function groupByArn(store: SchedulerStore, arn: string): Group {
  const [kind, name] = (parseArn(arn)?.resource ?? '').split('/');
  if (kind !== 'schedule-group' || !name)
    throw new AwsError('ValidationException', `${arn} is not the ARN of a schedule group: only groups carry tags.`);
  return store.group(name);
}

export const describedGroup = (engine: Engine, { name, createdMs, modifiedMs }: Group): ScheduleGroupSummary => ({
  Arn: groupArn(engine, name),
  Name: name,
  State: 'ACTIVE',
  CreationDate: new WireDate(createdMs),
  LastModificationDate: new WireDate(modifiedMs),
});

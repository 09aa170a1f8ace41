/** The state of the Scheduler, in memory and written through. Whoever changes it awaits `durable` before it answers. */
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import { createShelf, type Shelf } from '../../engine/shelf.ts';
import type { Group, Schedule } from './model.ts';

export const DEFAULT_GROUP = 'default';

export interface SchedulerStore {
  readonly groups: Shelf<Group>;
  /** By `group/name`. */
  readonly schedules: Shelf<Schedule>;
  /** Throws ResourceNotFoundException. */
  group(name: string): Group;
  schedule(group: string, name: string): Schedule;
  durable(): Promise<void>;
}

export const scheduleKey = ({ group, name }: { group: string; name: string }): string => `${group}/${name}`;

const noSuch = (what: string): AwsError =>
  new AwsError('ResourceNotFoundException', `${what} does not exist.`, { status: 404 });

export function createSchedulerStore(engine: Engine): SchedulerStore {
  const groups = createShelf<Group>(engine.store.collection('scheduler:groups'));
  const schedules = createShelf<Schedule>(engine.store.collection('scheduler:schedules'));
  if (!groups.get(DEFAULT_GROUP)) {
    const now = engine.clock.now();
    groups.put(DEFAULT_GROUP, { name: DEFAULT_GROUP, createdMs: now, modifiedMs: now, tags: {} });
  }
  const group = (name: string): Group => {
    const found = groups.get(name);
    if (!found) throw noSuch(`Schedule group ${name}`);
    return found;
  };
  return {
    groups,
    schedules,
    group,
    schedule(groupName, name) {
      group(groupName);
      const found = schedules.get(scheduleKey({ group: groupName, name }));
      if (!found) throw noSuch(`Schedule ${name}`);
      return found;
    },
    durable: () => engine.store.durable(),
  };
}

/** Lanes: a channel's queues by priority, so that critical never waits behind low. */
import type { Lane, LanePlan } from '../contracts/channel.ts';
import { PRIORITIES, type Priority } from '../contracts/message.ts';

export interface LaneDefinition {
  readonly lane: Lane;
  /** Priorities that it takes. */
  readonly priorities: readonly Priority[];
}

export function lanesOf(plan: LanePlan): readonly LaneDefinition[] {
  if (plan === 'single') return [{ lane: 'all', priorities: PRIORITIES }];
  return PRIORITIES.map((priority) => ({ lane: priority, priorities: [priority] }));
}

/**
 * Map: the same states for each item. Inline, its iterations are part of the execution; distributed, each is an execution of
 * its own (distributed-map.ts). https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
 */
import type { Json } from '../../../engine/service.ts';
import { processorOf } from '../asl/definition.ts';
import { flowOf } from '../flow/flow.ts';
import { INLINE_MAP_AT_ONCE } from '../limits.ts';
import type { Branch } from '../run/branch.ts';
import { type Plan, runChildren } from '../run/children.ts';
import type { Outcome } from '../run/outcome.ts';
import { runDistributedMap } from './distributed-map.ts';
import { atOnce, itemsOf, toleranceOf } from './map-fields.ts';
import { selected } from './map-items.ts';

export const runMap = (branch: Branch): Promise<Outcome> =>
  processorOf(branch.state).ProcessorConfig?.Mode === 'DISTRIBUTED' ? runDistributedMap(branch) : runInline(branch);

async function runInline(branch: Branch): Promise<Outcome> {
  const { frame, state, run } = branch;
  const resumed = frame.progress?.kind === 'children';
  const items = await itemsOf(branch);
  const limit = await atOnce(branch);
  if (!resumed) branch.emit('MapStateStarted', { length: items.length });
  await toleranceOf(branch);
  if (!resumed) {
    frame.progress = { kind: 'children', begunMs: run.engine.clock.now() };
    branch.save();
  }
  if (run.probe?.mock) return { ...(await flowOf(branch).leave(branch, run.probe.mock())), next: state.Next };
  const plan = planOf(branch, items);
  const results = await runChildren(branch, {
    ...plan,
    count: items.length,
    atOnce: limit > 0 ? Math.min(limit, INLINE_MAP_AT_ONCE) : INLINE_MAP_AT_ONCE,
  });
  if (plan.lastSucceeded.eventId) frame.lastEventId = plan.lastSucceeded.eventId;
  const outcome = await flowOf(branch).leave(branch, results);
  branch.emit('MapStateSucceeded', undefined, false);
  return { ...outcome, next: state.Next };
}

type MapPlan = Omit<Plan, 'count' | 'atOnce'> & { lastSucceeded: { eventId: number } };

function planOf(branch: Branch, items: readonly Json[]): MapPlan {
  const { frame, state } = branch;
  const lastSucceeded = { eventId: 0 };
  return {
    lastSucceeded,
    async make(index) {
      const item = { Index: index, Value: items[index] ?? null };
      return { machine: processorOf(state), input: await selected(branch, item), item };
    },
    started(child) {
      child.emit('MapIterationStarted', { name: frame.state, index: child.frame.index });
    },
    succeeded(child) {
      const details = { name: frame.state, index: child.frame.index };
      lastSucceeded.eventId = child.emit('MapIterationSucceeded', details, false);
      frame.lastEventId = child.frame.lastEventId;
    },
    failed(child) {
      child.emit('MapIterationFailed', { name: frame.state, index: child.frame.index }, false);
      frame.lastEventId = child.frame.lastEventId;
      return false;
    },
  };
}

/**
 * Map: the same states for each item. Inline, its iterations are part of the execution; distributed, each is a child execution
 * whose events are its own (here they run in the same process and leave none).
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
 */
import type { Json } from '../../../engine/service.ts';
import { processorOf } from '../asl/definition.ts';
import { Failure } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import { DISTRIBUTED_MAP_AT_ONCE, INLINE_MAP_AT_ONCE } from '../limits.ts';
import type { Branch } from '../run/branch.ts';
import { type Plan, runChildren } from '../run/children.ts';
import type { Outcome } from '../run/outcome.ts';
import { atOnce, batched, itemsOf, toleranceOf } from './map-fields.ts';

export async function runMap(branch: Branch): Promise<Outcome> {
  const { frame, state, run } = branch;
  const distributed = processorOf(state).ProcessorConfig?.Mode === 'DISTRIBUTED';
  const resumed = frame.progress?.kind === 'children';
  const items = await itemsOf(branch);
  const limit = await atOnce(branch);
  if (!resumed) branch.emit('MapStateStarted', { length: items.length });
  const tolerance = await toleranceOf(branch);
  const inputs = distributed ? await batched(branch, items) : undefined;
  if (!resumed) {
    const label = state.Label ?? frame.state;
    const mapRunArn = run.engine.arn('states', `mapRun:${run.execution.machine}/${label}:${run.engine.random.uuid()}`);
    frame.progress = { kind: 'children', begunMs: run.engine.clock.now(), ...(distributed && { mapRunArn }) };
    if (distributed) branch.emit('MapRunStarted', { mapRunArn });
    branch.save();
  }
  if (run.probe?.mock) return { ...(await flowOf(branch).leave(branch, run.probe.mock())), next: state.Next };
  const count = inputs?.length ?? items.length;
  const plan = distributed ? distributedPlan(branch, items, inputs ?? items, tolerance) : inlinePlan(branch, items);
  const most = distributed ? DISTRIBUTED_MAP_AT_ONCE : INLINE_MAP_AT_ONCE;
  let results: Json[];
  try {
    results = await runChildren(branch, { ...plan, count, atOnce: limit > 0 ? Math.min(limit, most) : most });
  } catch (error) {
    if (distributed && error instanceof Failure) branch.emit('MapRunFailed', failureDetails(error));
    throw error;
  }
  if (distributed) branch.emit('MapRunSucceeded');
  else if (plan.lastSucceeded.eventId) frame.lastEventId = plan.lastSucceeded.eventId;
  const outcome = await flowOf(branch).leave(branch, results);
  branch.emit('MapStateSucceeded', undefined, false);
  return { ...outcome, next: state.Next };
}

const failureDetails = ({ error, cause }: Failure) => ({
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});

type MapPlan = Omit<Plan, 'count' | 'atOnce'> & { lastSucceeded: { eventId: number } };

function inlinePlan(branch: Branch, items: readonly Json[]): MapPlan {
  const { frame, state } = branch;
  const lastSucceeded = { eventId: 0 };
  return {
    lastSucceeded,
    async make(index) {
      const item = { Index: index, Value: items[index] ?? null };
      return { machine: processorOf(state), input: await inputOf(branch, item), quiet: frame.quiet, item };
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

function distributedPlan(
  branch: Branch,
  items: readonly Json[],
  inputs: readonly Json[],
  tolerance: { readonly count: number; readonly percentage: number },
): MapPlan {
  const { state } = branch;
  const isBatched = inputs !== items;
  let failures = 0;
  return {
    lastSucceeded: { eventId: 0 },
    async make(index) {
      const item = { Index: index, Value: inputs[index] ?? null };
      const input = isBatched ? item.Value : await inputOf(branch, item);
      return { machine: processorOf(state), input, quiet: true, item };
    },
    failed() {
      failures += 1;
      if (failures <= tolerance.count || (failures / Math.max(1, inputs.length)) * 100 <= tolerance.percentage)
        return true;
      throw new Failure(
        'States.ExceedToleratedFailureThreshold',
        'The specified tolerated failure threshold was exceeded',
      );
    },
  };
}

/** What an iteration gets: the ItemSelector filled for it (Parameters, in old definitions), or the item itself. */
async function inputOf(branch: Branch, item: { Index: number; Value: Json }): Promise<Json> {
  const { state } = branch;
  const selector = state.ItemSelector ?? state.Parameters;
  if (selector === undefined) return item.Value;
  return await flowOf(branch).fill(branch, selector, state.ItemSelector ? 'ItemSelector' : 'Parameters', item);
}

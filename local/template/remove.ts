/** Removes resources of a stack, dependents first. What is retained is let go: it lives on, outside the stack. */
import type { Unwanted } from '../engine/stacks.ts';
import { inOrder } from './graph.ts';
import { placeOf } from './place.ts';
import { type StackWork, sentence, tell } from './run.ts';

/** Gives the logical ids that could not be removed. What a resource needs stays when that resource stays. */
export async function removeAll(
  work: StackWork,
  unwanted: readonly Unwanted[],
  gone: (one: Unwanted) => void = () => undefined,
): Promise<string[]> {
  const byId = new Map(unwanted.map((one) => [one.record.logicalId, one]));
  const needs = new Map(unwanted.map(({ record }) => [record.logicalId, new Set(record.needs)]));
  const { order = [...byId.keys()] } = inOrder(needs);
  const failed: string[] = [];
  for (const logicalId of order.reverse()) {
    const one = byId.get(logicalId);
    if (!one) continue;
    const isNeeded = failed.some((other) => needs.get(other)?.has(logicalId));
    if (!isNeeded && (await removeOne(work, one))) gone(one);
    else failed.push(logicalId);
  }
  return failed;
}

async function removeOne(work: StackWork, { record, retain }: Unwanted): Promise<boolean> {
  const { engine, types, onProgress, stack } = work;
  const { logicalId, physicalId } = record;
  const told = { logicalId, physicalId, type: record.type };
  if (retain) {
    tell(work, { ...told, status: 'DELETE_SKIPPED' });
    return true;
  }
  const startedMs = engine.clock.monotonicMs();
  const progress = { stack: stack.name, logicalId, type: record.type, step: 'remove' as const };
  tell(work, { ...told, status: 'DELETE_IN_PROGRESS' });
  try {
    const type = types.get(record.type);
    if (!type) throw new Error(`${record.type} is not supported.`);
    await type.remove(record, placeOf(stack.name, logicalId, record.generation));
    tell(work, { ...told, status: 'DELETE_COMPLETE' });
    onProgress({ ...progress, durationMs: engine.clock.monotonicMs() - startedMs });
    return true;
  } catch (error) {
    tell(work, { ...told, status: 'DELETE_FAILED', reason: sentence(error) });
    onProgress({ ...progress, error, durationMs: engine.clock.monotonicMs() - startedMs });
    return false;
  }
}

/** Removes what a stack has no more, dependents first. What is retained is let go: it lives on, outside the stack. */
import { inOrder } from './graph.ts';
import { placeOf } from './place.ts';
import type { StackRun } from './run.ts';

/** A removal that fails is reported and does not fail the deployment, as in CloudFormation's clean-up phase. */
export async function removeAll({ engine, types, onProgress, stackName, unwanted }: StackRun): Promise<void> {
  const byId = new Map(unwanted.map((one) => [one.record.logicalId, one]));
  const needs = new Map(unwanted.map(({ record }) => [record.logicalId, new Set(record.needs)]));
  const { order = [...byId.keys()] } = inOrder(needs);
  for (const logicalId of order.reverse()) {
    const one = byId.get(logicalId);
    const type = one && types.get(one.record.type);
    if (!one || one.retain) continue;
    if (!type) {
      engine.report(`removing ${logicalId} of stack ${stackName}`, new Error(`${one.record.type} is not supported.`));
      continue;
    }
    const startedMs = engine.clock.monotonicMs();
    const told = { stack: stackName, logicalId, type: type.type, step: 'remove' as const };
    try {
      await type.remove(one.record, placeOf(stackName, logicalId, one.record.generation));
      onProgress({ ...told, durationMs: engine.clock.monotonicMs() - startedMs });
    } catch (error) {
      onProgress({ ...told, error, durationMs: engine.clock.monotonicMs() - startedMs });
      engine.report(`removing ${logicalId} of stack ${stackName}`, error);
    }
  }
}

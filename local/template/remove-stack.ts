/**
 * Deletes a stack: its resources, dependents first, then its name.
 *
 *   … ──> DELETE_IN_PROGRESS ──> DELETE_COMPLETE
 *                      └─ a resource that stays ──> DELETE_FAILED
 *   an export in use: the status stays, with the reason
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
import type { StackRecord } from '../engine/stacks.ts';
import { exportInUse } from './exports.ts';
import { removeAll } from './remove.ts';
import type { DeployContext } from './run.ts';

export interface RemovalOptions {
  /** Logical ids that are let go instead of being removed. */
  readonly retain?: readonly string[];
  readonly token?: string;
}

/** False when the stack stays as it is: then its reason is written down. */
export function beginRemoval({ state, events }: DeployContext, stack: StackRecord, token: string | undefined): boolean {
  const statusReason = exportInUse(state, stack, []);
  const { statusReason: _, ...rest } = stack;
  const next: StackRecord =
    statusReason === undefined ? { ...rest, status: 'DELETE_IN_PROGRESS' } : { ...rest, statusReason };
  state.putStack(next);
  events.reached(next, token);
  return statusReason === undefined;
}

export async function runRemoval(
  context: DeployContext,
  stack: StackRecord,
  { retain = [], token }: RemovalOptions,
): Promise<void> {
  const { engine, state, events } = context;
  const unwanted = state
    .resources(stack.name)
    .map((record) => ({ record, retain: record.retain || retain.includes(record.logicalId) }));
  const leftovers = stack.unwanted ?? [];
  const generations = { ...stack.generations };
  const work = { ...context, stack: { id: stack.id, name: stack.name }, token };
  await removeAll(work, leftovers);
  const failed = await removeAll(work, unwanted, ({ record }) => {
    state.deleteResource(stack.name, record.logicalId);
    generations[record.logicalId] = record.generation + 1;
  });
  const { unwanted: _, statusReason: __, ...rest } = { ...stack, generations };
  if (failed.length === 0) buryStack(context, rest, token);
  else {
    const statusReason = `The following resource(s) failed to delete: [${failed.join(', ')}].`;
    const stuck: StackRecord = { ...rest, status: 'DELETE_FAILED', statusReason };
    state.putStack(stuck);
    events.reached(stuck, token);
  }
  await engine.store.durable();
}

/** Nothing of it is there any more: its name is free, its id tells what it was. */
export function buryStack({ engine, state, events }: DeployContext, stack: StackRecord, token?: string): void {
  const buried: StackRecord = { ...stack, status: 'DELETE_COMPLETE', deletedAtMs: engine.clock.now() };
  state.bury(buried);
  events.reached(buried, token);
}

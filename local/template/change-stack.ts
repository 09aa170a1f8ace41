/**
 * One stack from one state to the next: created, updated, rolled back. Owns the stack's status and its record; what happens
 * to resources is deploy-stack.ts.
 *
 *   CREATE_IN_PROGRESS ──> CREATE_COMPLETE
 *          └─ a failure ──> ROLLBACK_IN_PROGRESS ──> ROLLBACK_COMPLETE
 *   UPDATE_IN_PROGRESS ──> UPDATE_COMPLETE_CLEANUP_IN_PROGRESS ──> UPDATE_COMPLETE
 *          └─ a failure ──> UPDATE_ROLLBACK_IN_PROGRESS ──> UPDATE_ROLLBACK_COMPLETE
 *
 * Where it is asked to do nothing about a failure: CREATE_FAILED, UPDATE_FAILED. A rollback that fails: …ROLLBACK_FAILED.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
import type { OutputRecord, StackRecord, StackStatus, StackWish, Unwanted } from '../engine/stacks.ts';
import type { CheckedStack } from './checked.ts';
import { deployResources, RollbackFailed } from './deploy-stack.ts';
import { refuseExportsInUse } from './exports.ts';
import { evaluate, type Lookup } from './intrinsics.ts';
import { removeAll } from './remove.ts';
import { buryStack } from './remove-stack.ts';
import { type DeployContext, type StackRun, sentence } from './run.ts';

export interface Begun {
  readonly record: StackRecord;
  /** The stack as it was; absent for one that is created. */
  readonly before?: StackRecord;
  readonly token?: string | undefined;
}

/** A stack that never was complete is created, whatever is left of it. */
const NEVER_WAS: readonly StackStatus[] = [
  'REVIEW_IN_PROGRESS',
  'CREATE_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
];

export const isThere = (record: StackRecord | undefined): record is StackRecord =>
  record !== undefined && !NEVER_WAS.includes(record.status);

/** Says that it begins: from here on nobody else may touch the stack. */
export function beginChange({ engine, state, events }: DeployContext, stack: CheckedStack, wish: StackWish): Begun {
  const { name, text, parameters: given, tags, token } = wish;
  const last = state.stack(name);
  const before = isThere(last) ? last : undefined;
  const now = engine.clock.now();
  const details = { ...last?.details, ...wish.details };
  const record: StackRecord = {
    name,
    id: state.idOf(name),
    status: before ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS',
    ...(stack.document.Description !== undefined && { description: stack.document.Description }),
    createdAtMs: last?.createdAtMs ?? now,
    ...(before && { updatedAtMs: now }),
    template: text,
    parameters: stack.parameters,
    given,
    tags,
    details,
    outputs: before?.outputs ?? [],
    imports: before?.imports ?? [],
    generations: last?.generations ?? state.generationsOf(name),
    unwanted: last?.unwanted ?? [],
  };
  state.putStack(record);
  events.reached(record, token);
  return { record, token, ...(before && { before }) };
}

/** Gives the stack as it is when it is done; rejects when it failed, once that is written down and durable. */
export async function runChange(context: DeployContext, stack: CheckedStack, begun: Begun): Promise<StackRecord> {
  const { before, token } = begun;
  let { record } = begun;
  const reach = (next: StackRecord): StackRecord => {
    context.state.putStack(next);
    context.events.reached(next, token);
    return next;
  };
  const work = { ...context, stack: { id: record.id, name: record.name }, token };
  const imports = new Set<string>();
  const rollsBack = record.details?.onFailure !== 'DO_NOTHING';
  try {
    const { run, finished: outputs } = await deployResources(
      work,
      {
        stack,
        generations: record.generations,
        onImport: (name) => imports.add(name),
        onRollback: rollsBack
          ? (statusReason) => {
              const status = before ? 'UPDATE_ROLLBACK_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS';
              reach({ ...record, status, statusReason });
            }
          : undefined,
        onUnwanted: (more) => {
          record = { ...record, unwanted: [...(begun.record.unwanted ?? []), ...more] };
          context.state.putStack(record);
        },
      },
      (run) => finishedOutputs(context, stack, run, record),
    );
    const unwanted = [...(begun.record.unwanted ?? []), ...letGo(context, run)];
    const { unwanted: _, ...rest } = record;
    const done = { ...rest, outputs, imports: [...imports].sort(), generations: run.generations };
    if (before) reach({ ...done, status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', unwanted });
    await removeAll(work, unwanted);
    return reach({ ...done, status: before ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE' });
  } catch (error) {
    const failed = reach(failedStack(begun, context.engine.clock.now(), error, rollsBack));
    if (failed.details?.onFailure === 'DELETE' && failed.status === 'ROLLBACK_COMPLETE')
      buryStack(context, failed, token);
    throw error;
  } finally {
    await context.engine.store.durable();
  }
}

/** What the template has no more leaves the stack before it is removed. */
function letGo({ state }: DeployContext, run: StackRun): Unwanted[] {
  for (const record of run.before.values()) {
    if (run.records.has(record.logicalId)) continue;
    run.unwanted.push({ record, retain: record.retain });
    run.generations[record.logicalId] = record.generation + 1;
    state.deleteResource(run.stack.name, record.logicalId);
  }
  return run.unwanted;
}

/** An update that was rolled back leaves the stack as it was, with the reason. */
function failedStack({ record, before }: Begun, now: number, error: unknown, rolledBack: boolean): StackRecord {
  const statusReason = sentence(error);
  const outcome = rolledBack ? `ROLLBACK_${error instanceof RollbackFailed ? 'FAILED' : 'COMPLETE'}` : 'FAILED';
  if (!before) {
    const status = (rolledBack ? outcome : 'CREATE_FAILED') as StackStatus;
    return { ...record, status, statusReason };
  }
  const status = `UPDATE_${outcome}` as StackStatus;
  return rolledBack ? { ...before, status, statusReason, updatedAtMs: now } : { ...record, status, statusReason };
}

function finishedOutputs(
  { state }: DeployContext,
  { document, outputs }: CheckedStack,
  { scope }: StackRun,
  record: StackRecord,
): OutputRecord[] {
  const made = [...outputs.keys()].flatMap((key) => outputOf(key, document.Outputs[key], scope));
  refuseExportsInUse(state, record, made);
  return made;
}

type Declared = CheckedStack['document']['Outputs'][string];

function outputOf(key: string, declared: Declared | undefined, scope: Lookup): OutputRecord[] {
  if (!declared) return [];
  const exportName = declared.Export && String(evaluate(declared.Export.Name, scope, `Outputs.${key}.Export.Name`));
  const value = evaluate(declared.Value, scope, `Outputs.${key}.Value`);
  const output = {
    key,
    value: Array.isArray(value) ? value.join(',') : String(value),
    ...(declared.Description !== undefined && { description: declared.Description }),
    ...(exportName !== undefined && { exportName }),
  };
  return [output];
}

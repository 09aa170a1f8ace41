/**
 * Change sets, in the store. They are made at once, so none is ever pending.
 *
 *   CREATE_COMPLETE / AVAILABLE ── execute ──> EXECUTE_COMPLETE; all others of the stack are deleted
 *   FAILED / UNAVAILABLE: nothing would change
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
 */
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import type { StackPlan, StackRecord, StackWish } from '../../engine/stacks.ts';

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly status: 'CREATE_COMPLETE' | 'FAILED';
  readonly reason?: string;
  readonly executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE' | 'OBSOLETE';
  readonly description?: string;
  readonly createdAtMs: number;
  /** When the stack last became what the change set compares with. */
  readonly stackAtMs: number;
  readonly wish: StackWish;
  readonly plan: StackPlan;
}

export interface ChangeSets {
  /** By id, or by name in a stack. */
  find(nameOrId: string, stackId: string | undefined): ChangeSet | undefined;
  of(stackId: string): ChangeSet[];
  put(changeSet: ChangeSet): void;
  delete(changeSet: ChangeSet): void;
}

export function openChangeSets(engine: Engine): ChangeSets {
  const collection = engine.store.collection<ChangeSet>('cloudformation-change-sets');
  const all = () => collection.entries().map(([, one]) => one);
  return {
    find: (nameOrId, stackId) =>
      nameOrId.startsWith('arn:')
        ? collection.get(nameOrId)
        : all().find((one) => one.name === nameOrId && one.stackId === stackId),
    of: (stackId) => all().filter((one) => one.stackId === stackId),
    put: (one) => collection.put(one.id, one),
    delete: (one) => collection.delete(one.id),
  };
}

export const notFound = (nameOrId: string): AwsError =>
  new AwsError('ChangeSetNotFound', `ChangeSet [${nameOrId}] does not exist`, { status: 404 });

/** Rises with every change of a stack. */
export const changedAtMs = ({ createdAtMs, updatedAtMs }: StackRecord): number => updatedAtMs ?? createdAtMs;

/** Another change of the stack makes those that were made before it obsolete. */
export const executionStatusOf = (one: ChangeSet, stack: StackRecord | undefined): ChangeSet['executionStatus'] =>
  one.executionStatus === 'AVAILABLE' && stack && changedAtMs(stack) !== one.stackAtMs
    ? 'OBSOLETE'
    : one.executionStatus;

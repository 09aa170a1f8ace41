/** Finds stacks and change sets for the actions, and refuses in AWS's words, of which there are two. */
import type { StackRecord, StackStatus, Stacks } from '../../engine/stacks.ts';
import { type ChangeSet, notFound } from './change-sets.ts';
import type { CloudFormation } from './context.ts';
import { validation } from './errors.ts';

/** By name or id. The CDK compares this sentence as text. */
export function describedStack(stacks: Stacks, nameOrId: string): StackRecord {
  const stack = stacks.find(nameOrId);
  if (!stack) throw validation(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** The other sentence, of the actions that do something. */
export function existingStack(stacks: Stacks, nameOrId: string): StackRecord {
  const stack = stacks.find(nameOrId);
  if (!stack || stack.status === 'DELETE_COMPLETE') throw validation(`Stack [${nameOrId}] does not exist`);
  return stack;
}

const UPDATABLE: readonly StackStatus[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_COMPLETE',
];

export function updatableStack(stacks: Stacks, nameOrId: string): StackRecord {
  const stack = existingStack(stacks, nameOrId);
  if (!UPDATABLE.includes(stack.status))
    throw validation(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  return stack;
}

export function existingChangeSet(
  { stacks, changeSets }: CloudFormation,
  nameOrId: string,
  stackName: string | undefined,
): ChangeSet {
  if (stackName === undefined && !nameOrId.startsWith('arn:'))
    throw validation('StackName must be specified if ChangeSetName is not specified as an ARN.');
  const stack = stackName === undefined ? undefined : existingStack(stacks, stackName);
  const found = changeSets.find(nameOrId, stack?.id);
  if (!found) throw notFound(nameOrId);
  return found;
}

/**
 * Begins to do what a change set says. The other change sets of the stack are gone then.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
 */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import { executionStatusOf } from '../change-sets.ts';
import type { CloudFormation } from '../context.ts';
import { existingChangeSet, existingStack, updatableStack } from '../found.ts';
import { flag } from '../inputs.ts';

const input = z.strictObject({
  ChangeSetName: z.string(),
  StackName: z.string().optional(),
  ClientRequestToken: z.string().optional(),
  DisableRollback: flag.optional(),
});

export const executeChangeSet = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'ExecuteChangeSet',
    input,
    run({ ChangeSetName, StackName, ClientRequestToken: token, DisableRollback }) {
      const { stacks, changeSets } = cloudFormation;
      const one = existingChangeSet(cloudFormation, ChangeSetName, StackName);
      const stack = existingStack(stacks, one.stackId);
      const status = executionStatusOf(one, stack);
      if (status !== 'AVAILABLE')
        throw new AwsError(
          'InvalidChangeSetStatus',
          `ChangeSet [${one.id}] cannot be executed in its current status of [${status === 'OBSOLETE' ? status : one.status}]`,
        );
      if (stack.status !== 'REVIEW_IN_PROGRESS') updatableStack(stacks, one.stackId);
      const details = {
        ...one.wish.details,
        changeSetId: one.id,
        ...(DisableRollback && { onFailure: 'DO_NOTHING' as const }),
      };
      stacks.begin({ ...one.wish, details, ...(token !== undefined && { token }) });
      for (const other of changeSets.of(stack.id)) changeSets.delete(other);
      changeSets.put({ ...one, executionStatus: 'EXECUTE_COMPLETE' });
      return {};
    },
  });

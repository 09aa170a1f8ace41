/**
 * Forgets a change set. One that is not there is deleted already.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { existingStack } from '../found.ts';

export const deleteChangeSet = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'DeleteChangeSet',
    input: z.strictObject({ ChangeSetName: z.string(), StackName: z.string().optional() }),
    run({ ChangeSetName, StackName }) {
      const { stacks, changeSets } = cloudFormation;
      const stack = StackName === undefined ? undefined : existingStack(stacks, StackName);
      const found = changeSets.find(ChangeSetName, stack?.id);
      if (found) changeSets.delete(found);
      return {};
    },
  });

/**
 * Begins to update a stack; its status tells what became of it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html
 */
import type { UpdateStackCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { updatableStack } from '../found.ts';
import { flag, stackReference, wishMembers } from '../inputs.ts';
import { wishOf } from '../wishes.ts';

const input = z.strictObject({
  ...wishMembers,
  StackName: stackReference,
  UsePreviousTemplate: flag.optional(),
  DisableRollback: flag.optional(),
});

export const updateStack = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'UpdateStack',
    input,
    run({ StackName, DisableRollback, ...asked }) {
      const { stacks } = cloudFormation;
      const before = updatableStack(stacks, StackName);
      const onFailure = DisableRollback ? 'DO_NOTHING' : 'ROLLBACK';
      const wish = wishOf(cloudFormation, before.name, asked, before, { onFailure });
      if (stacks.plan(wish).same) throw validation('No updates are to be performed.');
      const { id: StackId } = stacks.begin(wish);
      return { StackId } satisfies Omit<UpdateStackCommandOutput, '$metadata'>;
    },
  });

/**
 * Begins to create a stack; its status tells what became of it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
import type { CreateStackCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { flag, newStackName, wishMembers } from '../inputs.ts';
import { wishOf } from '../wishes.ts';

const input = z.strictObject({
  ...wishMembers,
  StackName: newStackName,
  DisableRollback: flag.optional(),
  OnFailure: z.enum(['ROLLBACK', 'DO_NOTHING', 'DELETE']).optional(),
  EnableTerminationProtection: flag.optional(),
  /** Creating never takes that long here. */
  TimeoutInMinutes: z.coerce.number().int().min(1).optional(),
});

export const createStack = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'CreateStack',
    input,
    run({ StackName, DisableRollback, OnFailure, EnableTerminationProtection, ...asked }) {
      const { stacks } = cloudFormation;
      if (DisableRollback !== undefined && OnFailure !== undefined)
        throw validation('You can specify either DisableRollback or OnFailure, but not both.');
      const existing = stacks.find(StackName);
      if (existing) throw new AwsError('AlreadyExistsException', `Stack [${StackName}] already exists`);
      const onFailure = OnFailure ?? (DisableRollback ? 'DO_NOTHING' : 'ROLLBACK');
      const more = { onFailure, terminationProtection: EnableTerminationProtection ?? false };
      const { id: StackId } = stacks.begin(wishOf(cloudFormation, StackName, asked, undefined, more));
      return { StackId } satisfies Omit<CreateStackCommandOutput, '$metadata'>;
    },
  });

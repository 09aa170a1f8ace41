/**
 * Begins to delete a stack. One that is not there is deleted already.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { stackReference } from '../inputs.ts';

const input = z.strictObject({
  StackName: stackReference,
  RetainResources: z.array(z.string()).default([]),
  RoleARN: z.string().optional(),
  ClientRequestToken: z.string().optional(),
  DeletionMode: z.literal('STANDARD').optional(),
  DeploymentConfig: z.strictObject({ Mode: z.enum(['STANDARD', 'EXPRESS']).optional() }).optional(),
});

export const deleteStack = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'DeleteStack',
    input,
    run({ StackName, RetainResources: retain, ClientRequestToken: token }) {
      const { stacks, changeSets } = cloudFormation;
      const stack = stacks.find(StackName);
      if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return undefined;
      if (stack.details?.terminationProtection)
        throw validation(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      if (stack.status.endsWith('IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS')
        throw validation(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
      if (retain.length > 0 && stack.status !== 'DELETE_FAILED')
        throw validation(
          `Invalid operation on stack [${stack.id}]. You can specify RetainResources only when the stack is in the DELETE_FAILED state.`,
        );
      for (const one of changeSets.of(stack.id)) changeSets.delete(one);
      stacks.remove(stack.name, { retain, ...(token !== undefined && { token }) });
      return undefined;
    },
  });

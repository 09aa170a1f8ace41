/**
 * Says whether a stack may be deleted.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html
 */
import type { UpdateTerminationProtectionCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { existingStack } from '../found.ts';
import { flag, stackReference } from '../inputs.ts';

export const updateTerminationProtection = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'UpdateTerminationProtection',
    input: z.strictObject({ StackName: stackReference, EnableTerminationProtection: flag }),
    run({ StackName, EnableTerminationProtection }) {
      const { stacks } = cloudFormation;
      const { id: StackId, name } = existingStack(stacks, StackName);
      stacks.protect(name, EnableTerminationProtection);
      return { StackId } satisfies Omit<UpdateTerminationProtectionCommandOutput, '$metadata'>;
    },
  });

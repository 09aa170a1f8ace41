/**
 * One resource of a stack.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html
 */
import type { DescribeStackResourceCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { existingStack } from '../found.ts';
import { stackReference } from '../inputs.ts';
import { resource } from '../shapes.ts';

export const describeStackResource = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'DescribeStackResource',
    input: z.strictObject({ StackName: stackReference, LogicalResourceId: z.string() }),
    run({ StackName, LogicalResourceId }) {
      const { stacks } = cloudFormation;
      const stack = existingStack(stacks, StackName);
      const record = stacks.resources(stack.name).find(({ logicalId }) => logicalId === LogicalResourceId);
      if (!record) throw validation(`Resource ${LogicalResourceId} does not exist for stack ${stack.name}`);
      const StackResourceDetail = {
        ...resource(record),
        StackId: stack.id,
        StackName: stack.name,
        LastUpdatedTimestamp: new Date(record.atMs),
      };
      return { StackResourceDetail } satisfies Omit<DescribeStackResourceCommandOutput, '$metadata'>;
    },
  });

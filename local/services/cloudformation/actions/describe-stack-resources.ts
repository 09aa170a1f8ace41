/**
 * The resources of a stack, which may be found by one of its physical ids.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 */
import type { DescribeStackResourcesCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { StackRecord, Stacks } from '../../../engine/stacks.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { describedStack } from '../found.ts';
import { resource } from '../shapes.ts';

export const describeStackResources = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'DescribeStackResources',
    input: z.strictObject({
      StackName: z.string().optional(),
      LogicalResourceId: z.string().optional(),
      PhysicalResourceId: z.string().optional(),
    }),
    run({ StackName, LogicalResourceId, PhysicalResourceId }) {
      const { stacks } = cloudFormation;
      const stack = StackName === undefined ? owner(stacks, PhysicalResourceId) : describedStack(stacks, StackName);
      const StackResources = stacks
        .resources(stack.name)
        .filter(({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId)
        .map((record) => ({
          ...resource(record),
          StackId: stack.id,
          StackName: stack.name,
          Timestamp: new Date(record.atMs),
        }));
      return { StackResources } satisfies Omit<DescribeStackResourcesCommandOutput, '$metadata'>;
    },
  });

function owner(stacks: Stacks, physicalId: string | undefined): StackRecord {
  if (physicalId === undefined) throw validation('Either StackName or PhysicalResourceId must be specified');
  const found = stacks.list().find(({ name }) => stacks.resources(name).some((one) => one.physicalId === physicalId));
  if (!found) throw validation(`Stack for ${physicalId} does not exist`);
  return found;
}

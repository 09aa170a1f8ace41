/**
 * The resources of a stack, which may be found by one of its physical ids.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 */
import type { DescribeStackResourcesCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { StackRecord, StackState } from '../../../template/state.ts';
import { stackOf, summary } from '../stacks.ts';

export const describeStackResources = (state: StackState): Action =>
  action({
    name: 'DescribeStackResources',
    input: z.strictObject({
      StackName: z.string().optional(),
      LogicalResourceId: z.string().optional(),
      PhysicalResourceId: z.string().optional(),
    }),
    run({ StackName, LogicalResourceId, PhysicalResourceId }) {
      const stack = StackName === undefined ? owner(state, PhysicalResourceId) : stackOf(state, StackName);
      const StackResources = state
        .resources(stack.name)
        .filter(({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId)
        .map((record) => ({
          ...summary(record),
          StackId: stack.id,
          StackName: stack.name,
          Timestamp: new Date(record.atMs),
        }));
      return { StackResources } satisfies Omit<DescribeStackResourcesCommandOutput, '$metadata'>;
    },
  });

function owner(state: StackState, physicalId: string | undefined): StackRecord {
  if (physicalId === undefined)
    throw new AwsError('ValidationError', 'Either StackName or PhysicalResourceId must be specified');
  const found = state.stacks().find(({ name }) => state.resources(name).some((one) => one.physicalId === physicalId));
  if (!found) throw new AwsError('ValidationError', `Stack for ${physicalId} does not exist`);
  return found;
}

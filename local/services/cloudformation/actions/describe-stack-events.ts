/**
 * What was done to a stack, newest first.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
 */
import type { DescribeStackEventsCommandOutput, StackEvent as Event } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { StackEvent } from '../../../engine/stacks.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { stackReference } from '../inputs.ts';

const PAGE = 100;

export const describeStackEvents = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'DescribeStackEvents',
    input: z.strictObject({ StackName: stackReference, NextToken: z.string().optional() }),
    run({ StackName, NextToken }) {
      const { stacks } = cloudFormation;
      const stack = stacks.find(StackName);
      if (!stack) throw validation(`Stack [${StackName}] does not exist`);
      const page = stacks.events(stack.id, PAGE + 1, NextToken);
      const StackEvents = page.slice(0, PAGE).map(({ event }) => shape(event));
      return {
        StackEvents,
        NextToken: page.length > PAGE ? page[PAGE - 1]?.key : undefined,
      } satisfies Omit<DescribeStackEventsCommandOutput, '$metadata'>;
    },
  });

const shape = (event: StackEvent): Event => ({
  StackId: event.stackId,
  EventId: event.id,
  StackName: event.stackName,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: new Date(event.atMs),
  ResourceStatus: event.status as Event['ResourceStatus'],
  ResourceStatusReason: event.reason,
  ResourceProperties: event.properties,
  ClientRequestToken: event.token,
});

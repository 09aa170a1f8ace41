/**
 * All about a change set; the changes on one page.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
 */
import type { Capability, DescribeChangeSetCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { existingChangeSet } from '../found.ts';
import { flag } from '../inputs.ts';
import { change, changeSetSummary, parameters, tags } from '../shapes.ts';

export const describeChangeSet = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'DescribeChangeSet',
    input: z.strictObject({
      ChangeSetName: z.string(),
      StackName: z.string().optional(),
      IncludePropertyValues: flag.default(false),
    }),
    run({ ChangeSetName, StackName, IncludePropertyValues }) {
      const one = existingChangeSet(cloudFormation, ChangeSetName, StackName);
      return {
        ...changeSetSummary(one, cloudFormation.stacks.find(one.stackId)),
        Parameters: parameters(one.plan.parameters),
        Tags: tags(one.wish.tags),
        Capabilities: [...(one.wish.details?.capabilities ?? [])] as Capability[],
        NotificationARNs: [...(one.wish.details?.notificationArns ?? [])],
        Changes: one.plan.changes.map((each) => change(each, IncludePropertyValues)),
      } satisfies Omit<DescribeChangeSetCommandOutput, '$metadata'>;
    },
  });

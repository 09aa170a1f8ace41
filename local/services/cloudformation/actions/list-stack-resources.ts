/**
 * The resources of a stack in short, on one page.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
import type { ListStackResourcesCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { describedStack } from '../found.ts';
import { stackReference } from '../inputs.ts';
import { resource } from '../shapes.ts';

/** All on one page: no token is ever given, so none is taken. */
export const listStackResources = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'ListStackResources',
    input: z.strictObject({ StackName: stackReference }),
    run({ StackName }) {
      const { stacks } = cloudFormation;
      const StackResourceSummaries = stacks
        .resources(describedStack(stacks, StackName).name)
        .map((record) => ({ ...resource(record), LastUpdatedTimestamp: new Date(record.atMs) }));
      return { StackResourceSummaries } satisfies Omit<ListStackResourcesCommandOutput, '$metadata'>;
    },
  });

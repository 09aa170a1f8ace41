/**
 * The resources of a stack in short, on one page.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
import type { ListStackResourcesCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { StackState } from '../../../template/state.ts';
import { stackOf, summary } from '../stacks.ts';

/** All on one page: no token is ever given, so none is taken. */
export const listStackResources = (state: StackState): Action =>
  action({
    name: 'ListStackResources',
    input: z.strictObject({ StackName: z.string() }),
    run({ StackName }) {
      const StackResourceSummaries = state
        .resources(stackOf(state, StackName).name)
        .map((record) => ({ ...summary(record), LastUpdatedTimestamp: new Date(record.atMs) }));
      return { StackResourceSummaries } satisfies Omit<ListStackResourcesCommandOutput, '$metadata'>;
    },
  });

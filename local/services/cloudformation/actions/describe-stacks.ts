/**
 * All about one stack, or about every stack; on one page. Who asks for one stack while work on it is under way gets the
 * answer when that is done: a poll that waits, so nobody polls twice.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
import type { DescribeStacksCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { CloudFormation } from '../context.ts';
import { describedStack } from '../found.ts';
import { described } from '../shapes.ts';

export const describeStacks = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'DescribeStacks',
    input: z.strictObject({ StackName: z.string().optional() }),
    async run({ StackName }, { signal }) {
      const { stacks } = cloudFormation;
      const there = () => stacks.list().filter(({ status }) => status !== 'DELETE_COMPLETE');
      if (StackName === undefined) return answer(there().map(described));
      const { id, name } = describedStack(stacks, StackName);
      await stacks.settled(name, signal);
      return answer([described(describedStack(stacks, id))]);
    },
  });

const answer = (Stacks: ReturnType<typeof described>[]): Omit<DescribeStacksCommandOutput, '$metadata'> => ({ Stacks });

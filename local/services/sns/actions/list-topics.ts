/** All topics, a hundred a page. https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
import type { ListTopicsCommandOutput } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { page } from '../../../engine/pages.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { MOST_LISTED } from '../limits.ts';

export const listTopics = ({ store }: Sns): Action =>
  action({
    name: 'ListTopics',
    input: z.strictObject({ NextToken: z.string().optional() }),
    run({ NextToken: token }) {
      const { items, NextToken } = page(store.topics(), ({ name }) => name, MOST_LISTED, token);
      return {
        Topics: items.map(({ arn }) => ({ TopicArn: arn })),
        ...(NextToken !== undefined && { NextToken }),
      } satisfies Omit<ListTopicsCommandOutput, '$metadata'>;
    },
  });

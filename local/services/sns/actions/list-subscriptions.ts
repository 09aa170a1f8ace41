/**
 * All subscriptions, or those of a topic, a hundred a page.
 * https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html and API_ListSubscriptionsByTopic.html
 */
import type { ListSubscriptionsCommandOutput } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { page } from '../../../engine/pages.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { MOST_LISTED } from '../limits.ts';
import type { Subscription } from '../model.ts';

function listed({ engine }: Sns, subscriptions: readonly Subscription[], token: string | undefined) {
  const { items, NextToken } = page(subscriptions, ({ arn }) => arn, MOST_LISTED, token);
  return {
    Subscriptions: items.map(({ arn, topicArn, protocol, endpoint, pending }) => ({
      SubscriptionArn: pending ? 'PendingConfirmation' : arn,
      Owner: engine.account,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    })),
    ...(NextToken !== undefined && { NextToken }),
  } satisfies Omit<ListSubscriptionsCommandOutput, '$metadata'>;
}

export const listSubscriptions = (sns: Sns): Action =>
  action({
    name: 'ListSubscriptions',
    input: z.strictObject({ NextToken: z.string().optional() }),
    run: ({ NextToken }) => listed(sns, sns.store.subscriptions(), NextToken),
  });

export const listSubscriptionsByTopic = (sns: Sns): Action =>
  action({
    name: 'ListSubscriptionsByTopic',
    input: z.strictObject({ TopicArn: z.string(), NextToken: z.string().optional() }),
    resource: ({ TopicArn }) => TopicArn,
    run: ({ TopicArn, NextToken }) => listed(sns, sns.store.ofTopic(sns.store.topic(TopicArn).arn), NextToken),
  });

/** Adds a subscription to a topic. https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
import type { SubscribeCommandOutput } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { subscribe } from '../subscribe.ts';

export const subscribeAction = (sns: Sns): Action =>
  action({
    name: 'Subscribe',
    input: z.strictObject({
      TopicArn: z.string(),
      Protocol: z.string(),
      Endpoint: z.string().optional(),
      Attributes: z.record(z.string(), z.string()).default({}),
      ReturnSubscriptionArn: z.stringbool().default(false),
    }),
    resource: ({ TopicArn }) => TopicArn,
    conditions: ({ Protocol, Endpoint }) => ({
      'sns:Protocol': Protocol,
      ...(Endpoint && { 'sns:Endpoint': Endpoint }),
    }),
    run({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn }, { principal }) {
      const { arn, pending } = subscribe(sns, sns.store.topic(TopicArn), {
        protocol: Protocol,
        endpoint: Endpoint,
        attributes: Attributes,
        principal: principal.arn,
      });
      const SubscriptionArn = pending && !ReturnSubscriptionArn ? 'pending confirmation' : arn;
      return { SubscriptionArn } satisfies Omit<SubscribeCommandOutput, '$metadata'>;
    },
  });

/** Sets one attribute of a subscription. https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { checkFilterCount } from '../subscribe.ts';
import { changedSubscriptionAttributes } from '../subscription-attributes.ts';

export const setSubscriptionAttributes = ({ store }: Sns): Action =>
  action({
    name: 'SetSubscriptionAttributes',
    input: z.strictObject({
      SubscriptionArn: z.string(),
      AttributeName: z.string(),
      AttributeValue: z.string().default(''),
    }),
    resource: ({ SubscriptionArn }) => SubscriptionArn.slice(0, SubscriptionArn.lastIndexOf(':')),
    run({ SubscriptionArn, AttributeName, AttributeValue }) {
      const subscription = store.subscription(SubscriptionArn);
      const { protocol, topicArn, attributes: before } = subscription;
      const attributes = changedSubscriptionAttributes(protocol, before, { [AttributeName]: AttributeValue });
      if (attributes.FilterPolicy !== undefined && before.FilterPolicy === undefined)
        checkFilterCount(store.ofTopic(topicArn));
      store.putSubscription({ ...subscription, attributes });
    },
  });

/** What is set for a subscription. https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireMap } from '../../../engine/wire-map.ts';
import type { Sns } from '../context.ts';
import { describedSubscription } from '../subscription-attributes.ts';

export const getSubscriptionAttributes = ({ engine, store }: Sns): Action =>
  action({
    name: 'GetSubscriptionAttributes',
    input: z.strictObject({ SubscriptionArn: z.string() }),
    resource: ({ SubscriptionArn }) => SubscriptionArn.slice(0, SubscriptionArn.lastIndexOf(':')),
    run: ({ SubscriptionArn }) => ({
      Attributes: new WireMap(describedSubscription(engine, store.subscription(SubscriptionArn))),
    }),
  });

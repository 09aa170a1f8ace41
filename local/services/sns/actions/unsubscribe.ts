/** Ends a subscription. One that is not there is no error. https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { invalidParameter } from '../errors.ts';

export const unsubscribe = ({ store }: Sns): Action =>
  action({
    name: 'Unsubscribe',
    input: z.strictObject({ SubscriptionArn: z.string() }),
    resource: ({ SubscriptionArn }) => SubscriptionArn.slice(0, SubscriptionArn.lastIndexOf(':')),
    run({ SubscriptionArn }) {
      if (!/^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+:.+$/.test(SubscriptionArn))
        throw invalidParameter(
          `SubscriptionArn Reason: An ARN must have at least 6 elements, not ${SubscriptionArn.split(':').length}`,
        );
      const found = store.findSubscription(SubscriptionArn);
      if (found) store.deleteSubscription(found);
    },
  });

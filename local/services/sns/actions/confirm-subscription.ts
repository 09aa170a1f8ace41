/**
 * Confirms a subscription by the token that was mailed to its endpoint.
 * https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 */
import type { ConfirmSubscriptionCommandOutput } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { TOKEN_LIFE_MS } from '../limits.ts';

export const confirmSubscription = ({ engine, store }: Sns): Action =>
  action({
    name: 'ConfirmSubscription',
    input: z.strictObject({
      TopicArn: z.string(),
      Token: z.string(),
      /** Who may unsubscribe: everyone who may call, here. */
      AuthenticateOnUnsubscribe: z.string().optional(),
    }),
    resource: ({ TopicArn }) => TopicArn,
    run({ TopicArn, Token }) {
      store.topic(TopicArn);
      const found = store.ofTopic(TopicArn).find(({ pending }) => pending?.token === Token);
      if (!found?.pending) throw invalidParameter('Token');
      if (found.pending.sinceMs + TOKEN_LIFE_MS < engine.clock.now())
        throw invalidParameter('Token Reason: it has expired');
      const { pending: _, ...confirmed } = found;
      store.putSubscription(confirmed);
      return { SubscriptionArn: confirmed.arn } satisfies Omit<ConfirmSubscriptionCommandOutput, '$metadata'>;
    },
  });

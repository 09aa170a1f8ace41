/** The topics and their subscriptions, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { Sns } from './context.ts';
import { mailLogGroup } from './mail.ts';

export const inspectSns = ({ store }: Sns): Json => ({
  topics: store.topics().map(({ name, arn }) => ({
    name,
    arn,
    subscriptions: store.ofTopic(arn).map(({ arn: subscription, protocol, endpoint, pending }) => ({
      arn: subscription,
      protocol,
      endpoint,
      confirmed: pending === undefined,
      ...(protocol.startsWith('email') && { logGroup: mailLogGroup(arn) }),
    })),
  })),
});

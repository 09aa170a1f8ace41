/** A topic as a target: of rules, schedules, alarms, and of Lambda's destinations. The body is the message. */
import type { Engine } from '../../engine/engine.ts';
import type { Target } from '../../engine/ports.ts';
import { messageOf } from './message.ts';
import { checkDelivery } from './policy.ts';
import type { Publisher } from './publisher.ts';
import type { SnsStore } from './store.ts';

/** Throws NotFound, AuthorizationError, or InvalidParameter for a body that no topic takes. */
export const topicTarget = (engine: Engine, store: SnsStore, publisher: Publisher): Target => ({
  async deliver(arn, { body, source, subject, attributes = {} }) {
    const topic = store.topic(arn);
    checkDelivery(topic, engine.account, source);
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { ...value }]),
    );
    const input = { Message: body, MessageAttributes, ...(subject !== undefined && { Subject: subject }) };
    await publisher.publish(topic, [messageOf(engine, input)]);
  },
});

/**
 * What happens to a message: to each confirmed subscription whose filter accepts it, in the form that its protocol has.
 * Owns no state. Resolves when every copy is on its receiver's disk, kept for a retry, or given up: after that a crash loses
 * nothing.
 */
import type { Engine } from '../../engine/engine.ts';
import type { Outbox } from '../../engine/outbox/outbox.ts';
import type { Parcel } from '../../engine/outbox/parcel.ts';
import { functionEvent, notification, textFor } from './envelope.ts';
import { LONGEST_AGE_MS, MOST_ATTEMPTS } from './limits.ts';
import { mailMessage } from './mail.ts';
import { count } from './metrics.ts';
import type { Message, Topic } from './model.ts';
import type { Reader, SnsStore } from './store.ts';

export interface Publisher {
  publish(topic: Topic, messages: readonly Message[]): Promise<void>;
}

export function createPublisher(engine: Engine, store: SnsStore, outbox: Outbox): Publisher {
  function copies(topic: Topic, message: Message): Parcel[] {
    const { SignatureVersion: version = '1' } = topic.attributes;
    count(engine, topic.name, 'NumberOfMessagesPublished');
    count(engine, topic.name, 'PublishSize', Buffer.byteLength(message.text), 'Bytes');
    return store.readersOf(topic.arn).flatMap((reader) => {
      const { subscription, filter } = reader;
      if (filter && !filter(message, textFor(message, subscription))) {
        count(engine, topic.name, 'NumberOfNotificationsFilteredOut');
        return [];
      }
      if (subscription.protocol === 'sqs' || subscription.protocol === 'lambda')
        return [parcelOf(engine, message, reader, version)];
      mailMessage(engine, message, subscription, version);
      count(engine, topic.name, 'NumberOfNotificationsDelivered');
      return [];
    });
  }

  return {
    async publish(topic, messages) {
      await outbox.send(messages.flatMap((message) => copies(topic, message)));
      await engine.store.durable();
    },
  };
}

function parcelOf(
  engine: Engine,
  message: Message,
  { subscription, raw, deadLetterArn }: Reader,
  version: string,
): Parcel {
  const { protocol, topicArn, arn, endpoint } = subscription;
  const source = { principal: 'sns.amazonaws.com', arn: topicArn };
  const bodyOf = protocol === 'lambda' ? functionEvent : notification;
  return {
    target: endpoint,
    delivery: {
      body: raw ? textFor(message, subscription) : bodyOf(engine, message, subscription, version),
      source,
      ...(raw && Object.keys(message.attributes).length > 0 && { attributes: message.attributes }),
      ...(protocol === 'sqs' && message.groupId !== undefined && { messageGroupId: message.groupId }),
    },
    mostAttempts: MOST_ATTEMPTS,
    longestAgeMs: LONGEST_AGE_MS,
    ...(deadLetterArn !== undefined && { deadLetterArn }),
    origin: { TOPIC_ARN: topicArn, SUBSCRIPTION_ARN: arn, MESSAGE_ID: message.id },
  };
}

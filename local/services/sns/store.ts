/**
 * Topics and subscriptions, written through. Owns names and ARNs, what lies between topics and their subscriptions, and the
 * compiled subscriptions that a publish goes through.
 */
import type { Engine } from '../../engine/engine.ts';
import { createShelf } from '../../engine/shelf.ts';
import { invalidParameter, noSuchSubscription, noSuchTopic } from './errors.ts';
import { type Filter, filterOf } from './filter.ts';
import type { Subscription, Topic } from './model.ts';

/** A confirmed subscription, ready for messages. */
export interface Reader {
  readonly subscription: Subscription;
  readonly filter: Filter | undefined;
  readonly raw: boolean;
  readonly deadLetterArn: string | undefined;
}

export type SnsStore = ReturnType<typeof openSnsStore>;

export function openSnsStore(engine: Engine) {
  const topics = createShelf<Topic>(engine.store.collection('sns/topics'));
  const subscriptions = createShelf<Subscription>(engine.store.collection('sns/subscriptions'));
  const readers = new Map<string, readonly Reader[]>();
  const topicArn = (name: string): string => engine.arn('sns', name);
  const findTopic = (arn: string): Topic | undefined => topics.get(topicNameIn(arn));
  const ofTopic = (arn: string): Subscription[] => subscriptions.list(`${arn}:`);

  return {
    topicArn,
    findTopic,
    ofTopic,
    topics: () => topics.list(),
    subscriptions: () => subscriptions.list(),

    /** Throws NotFound, or InvalidParameter when it is no ARN of a topic. */
    topic(arn: string): Topic {
      if (topicArn(topicNameIn(arn)) !== arn) {
        if (!/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w.-]+$/.test(arn)) throw invalidParameter('TopicArn');
        throw noSuchTopic();
      }
      const topic = findTopic(arn);
      if (!topic) throw noSuchTopic();
      return topic;
    },
    putTopic(topic: Topic): Topic {
      topics.put(topic.name, topic);
      return topic;
    },
    /** With its subscriptions, as AWS does it. */
    deleteTopic({ name, arn }: Topic): void {
      for (const subscription of ofTopic(arn)) subscriptions.delete(subscription.arn);
      topics.delete(name);
      readers.delete(arn);
    },

    findSubscription: (arn: string): Subscription | undefined => subscriptions.get(arn),
    subscription(arn: string): Subscription {
      if (!/^arn:aws[\w-]*:sns:[^:]+:\d{12}:[^:]+:.+$/.test(arn))
        throw invalidParameter(
          `SubscriptionArn Reason: An ARN must have at least 6 elements, not ${arn.split(':').length}`,
        );
      const subscription = subscriptions.get(arn);
      if (!subscription) throw noSuchSubscription();
      return subscription;
    },
    putSubscription(subscription: Subscription): Subscription {
      subscriptions.put(subscription.arn, subscription);
      readers.delete(subscription.topicArn);
      return subscription;
    },
    deleteSubscription({ arn, topicArn: of }: Subscription): void {
      subscriptions.delete(arn);
      readers.delete(of);
    },

    /** Who gets a topic's messages. */
    readersOf(arn: string): readonly Reader[] {
      const known = readers.get(arn);
      if (known) return known;
      const made = ofTopic(arn)
        .filter(({ pending }) => !pending)
        .map(readerOf);
      readers.set(arn, made);
      return made;
    },
  };
}

function readerOf(subscription: Subscription): Reader {
  const { FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy } = subscription.attributes;
  return {
    subscription,
    filter: FilterPolicy ? filterOf(FilterPolicy, FilterPolicyScope) : undefined,
    raw: RawMessageDelivery === 'true',
    deadLetterArn: RedrivePolicy
      ? (JSON.parse(RedrivePolicy) as { deadLetterTargetArn: string }).deadLetterTargetArn
      : undefined,
  };
}

const topicNameIn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

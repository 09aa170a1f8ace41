/**
 * Amazon Simple Notification Service: standard topics with queues, functions and mail (as log) as their readers. What is
 * supported, and what is not, stands in README.md.
 */
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import { createOutbox } from '../../engine/outbox/outbox.ts';
import type { Service } from '../../engine/service.ts';
import { confirmSubscription } from './actions/confirm-subscription.ts';
import { createTopic } from './actions/create-topic.ts';
import { deleteTopic } from './actions/delete-topic.ts';
import { getSubscriptionAttributes } from './actions/get-subscription-attributes.ts';
import { getTopicAttributes } from './actions/get-topic-attributes.ts';
import { listSubscriptions, listSubscriptionsByTopic } from './actions/list-subscriptions.ts';
import { listTopics } from './actions/list-topics.ts';
import { addPermission, removePermission } from './actions/permissions.ts';
import { publish } from './actions/publish.ts';
import { publishBatch } from './actions/publish-batch.ts';
import { setSubscriptionAttributes } from './actions/set-subscription-attributes.ts';
import { setTopicAttributes } from './actions/set-topic-attributes.ts';
import { subscribeAction } from './actions/subscribe.ts';
import { listTagsForResource, tagResource, untagResource } from './actions/tags.ts';
import { unsubscribe } from './actions/unsubscribe.ts';
import type { Sns } from './context.ts';
import { invalidInput } from './errors.ts';
import { inspectSns } from './inspect.ts';
import { retryWaitMs } from './limits.ts';
import { count } from './metrics.ts';
import { createPublisher } from './publisher.ts';
import { subscriptionType } from './resources/subscription.ts';
import { topicType } from './resources/topic.ts';
import { topicPolicyType } from './resources/topic-policy.ts';
import { openSnsStore } from './store.ts';
import { topicTarget } from './target.ts';

export function createSns(engine: Engine): Service {
  const store = openSnsStore(engine);
  const topicIn = (origin: Readonly<Record<string, string>>): string => origin.TOPIC_ARN?.split(':').at(-1) ?? '';
  const outbox = createOutbox(engine, 'sns', undefined, {
    waitMs: retryWaitMs,
    plainLetters: true,
    delivered: ({ origin }) => count(engine, topicIn(origin), 'NumberOfNotificationsDelivered'),
    failed: ({ origin, deadLetterArn }) => {
      count(engine, topicIn(origin), 'NumberOfNotificationsFailed');
      if (deadLetterArn) count(engine, topicIn(origin), 'NumberOfNotificationsRedrivenToDlq');
    },
  });
  const publisher = createPublisher(engine, store, outbox);
  const sns: Sns = { engine, store, publisher };
  engine.ports.offerTarget('sns', topicTarget(engine, store, publisher));

  const ofTopics = [createTopic, deleteTopic, setTopicAttributes, addPermission, removePermission];
  const ofSubscriptions = [subscribeAction, confirmSubscription, unsubscribe, setSubscriptionAttributes];
  const changes = [...ofTopics, ...ofSubscriptions, publish, publishBatch, tagResource, untagResource];
  const lists = [listTopics, listSubscriptions, listSubscriptionsByTopic, listTagsForResource];
  const looks = [...lists, getTopicAttributes, getSubscriptionAttributes].map((make) => make(sns));
  return {
    name: 'sns',
    protocols: [{ kind: 'query', version: '2010-03-31', xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/' }],
    actions: [
      ...durably(
        engine,
        changes.map((make) => make(sns)),
      ),
      ...looks,
    ],
    resources: [topicType(sns), subscriptionType(sns), topicPolicyType(sns)],
    invalidInput,
    inspect: () => inspectSns(sns),
    start: () => outbox.start(),
  };
}

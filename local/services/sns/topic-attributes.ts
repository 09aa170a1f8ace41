/**
 * Attributes of topics: which there are, what each must be, and how they are told.
 * https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
 */
import type { Engine } from '../../engine/engine.ts';
import { unsupported } from '../../engine/aws-error.ts';
import { invalidParameter } from './errors.ts';
import { LONGEST_DISPLAY_NAME_CHARS } from './limits.ts';
import type { Attributes, Topic } from './model.ts';
import { checkPolicy, defaultPolicy } from './policy.ts';
import type { SnsStore } from './store.ts';

const oneOf =
  (...values: readonly string[]) =>
  (value: string, name: string): void => {
    if (!values.includes(value))
      throw invalidParameter(`Attributes Reason: ${name} must be one of ${values.join(', ')}`);
  };

/** Kept and told without an effect here: encryption, signatures and traces have none on one machine; see README.md. */
const CHECKS: Readonly<Record<string, (value: string, name: string) => void>> = {
  DisplayName(value) {
    if (value.length > LONGEST_DISPLAY_NAME_CHARS) throw invalidParameter('DisplayName Reason: at most 100 characters');
  },
  Policy: checkPolicy,
  KmsMasterKeyId: () => undefined,
  SignatureVersion: oneOf('1', '2'),
  TracingConfig: oneOf('PassThrough', 'Active'),
  FifoTopic(value) {
    if (value === 'true') throw unsupported('FIFO topics (FifoTopic)');
    if (value !== 'false') throw invalidParameter('Attributes Reason: FifoTopic must be true or false');
  },
};

const NOT_BUILT =
  /^(DeliveryPolicy|ContentBasedDeduplication|ArchivePolicy|DataProtectionPolicy|FifoThroughputScope|(HTTP|Application|Firehose|Lambda|SQS)(Success|Failure)Feedback(RoleArn|SampleRate))$/;

/** Attributes over those that there are; an empty text takes one away. Throws InvalidParameter, or refuses by name. */
export function changedTopicAttributes(before: Attributes, changes: Attributes): Attributes {
  const after: Record<string, string> = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    const check = CHECKS[name];
    if (!check && NOT_BUILT.test(name)) throw unsupported(`Topic attribute ${name}`);
    if (!check) throw invalidParameter('AttributeName');
    delete after[name];
    if (value === '' || name === 'FifoTopic') {
      if (value !== '') check(value, name);
      continue;
    }
    check(value, name);
    after[name] = value;
  }
  return after;
}

const EFFECTIVE_DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export function describedTopic(engine: Engine, store: SnsStore, topic: Topic): Attributes {
  const subscriptions = store.ofTopic(topic.arn);
  const pending = subscriptions.filter((one) => one.pending).length;
  return {
    TopicArn: topic.arn,
    Owner: engine.account,
    Policy: defaultPolicy(topic.arn, engine.account),
    DisplayName: '',
    EffectiveDeliveryPolicy: EFFECTIVE_DELIVERY_POLICY,
    SubscriptionsConfirmed: `${subscriptions.length - pending}`,
    SubscriptionsPending: `${pending}`,
    SubscriptionsDeleted: '0',
    ...topic.attributes,
  };
}

/**
 * How a subscription begins: its protocol and endpoint checked, the one that is there given again, mail awaiting its owner.
 * Queues and functions of the same account need no confirmation, as on AWS.
 */
import { parseArn } from '../../engine/arn.ts';
import { unsupported } from '../../engine/aws-error.ts';
import type { Sns } from './context.ts';
import { invalidParameter } from './errors.ts';
import { MOST_FILTER_POLICIES_PER_TOPIC } from './limits.ts';
import { mailConfirmation } from './mail.ts';
import type { Attributes, Protocol, Subscription, Topic } from './model.ts';
import { changedSubscriptionAttributes } from './subscription-attributes.ts';

const PROTOCOLS: ReadonlySet<string> = new Set<Protocol>(['sqs', 'lambda', 'email', 'email-json']);
const NOT_BUILT: ReadonlySet<string> = new Set(['http', 'https', 'sms', 'application', 'firehose']);

export interface Wanted {
  readonly protocol: string;
  readonly endpoint: string | undefined;
  readonly attributes: Attributes;
  readonly principal: string;
  /** Mail as well: a deployment has nobody who reads the confirmation. */
  readonly confirmed?: boolean;
}

/** Throws InvalidParameter; refuses protocols that are not built by name. */
export function subscribe({ engine, store }: Sns, topic: Topic, wanted: Wanted): Subscription {
  const protocol = protocolOf(wanted.protocol);
  const endpoint = checkedEndpoint(protocol, wanted.endpoint);
  const attributes = changedSubscriptionAttributes(protocol, {}, wanted.attributes);
  const others = store.ofTopic(topic.arn);
  const same = others.find((one) => one.protocol === protocol && one.endpoint === endpoint);
  if (same) {
    const { length } = Object.entries(attributes).filter(([name, value]) => same.attributes[name] !== value);
    if (length > 0) throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
    if (same.pending) mailConfirmation(engine, same, same.pending.token);
    return same;
  }
  if (attributes.FilterPolicy !== undefined) checkFilterCount(others);
  const awaits = protocol.startsWith('email') && wanted.confirmed !== true;
  const subscription = store.putSubscription({
    arn: `${topic.arn}:${engine.random.uuid()}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    attributes,
    principal: wanted.principal,
    ...(awaits && { pending: { token: engine.random.hex(64), sinceMs: engine.clock.now() } }),
  });
  if (subscription.pending) mailConfirmation(engine, subscription, subscription.pending.token);
  return subscription;
}

export function checkFilterCount(others: readonly Subscription[]): void {
  if (others.filter(({ attributes }) => attributes.FilterPolicy !== undefined).length >= MOST_FILTER_POLICIES_PER_TOPIC)
    throw invalidParameter(`FilterPolicy: at most ${MOST_FILTER_POLICIES_PER_TOPIC} filter policies per topic`);
}

function protocolOf(name: string): Protocol {
  if (PROTOCOLS.has(name)) return name as Protocol;
  if (NOT_BUILT.has(name))
    throw unsupported(`Subscription protocol ${name}`, 'Built are sqs, lambda, email and email-json.');
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${name}`);
}

function checkedEndpoint(protocol: Protocol, endpoint = ''): string {
  const arn = parseArn(endpoint);
  if (protocol === 'sqs') {
    if (arn?.service !== 'sqs' || arn.resource === '') throw invalidParameter('SQS endpoint ARN');
    if (endpoint.endsWith('.fifo'))
      throw invalidParameter(
        'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
      );
  } else if (protocol === 'lambda') {
    if (arn?.service !== 'lambda' || !arn.resource.startsWith('function:'))
      throw invalidParameter('Lambda endpoint ARN');
  } else if (!/^[^@\s]{1,64}@[^@\s]{1,255}$/.test(endpoint)) throw invalidParameter('Email address');
  return endpoint;
}

/**
 * Attributes of subscriptions: which there are, what each must be, and how they are told.
 * https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
 */
import { parseArn } from '../../engine/arn.ts';
import { unsupported } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import { invalidParameter } from './errors.ts';
import { filterOf, SCOPES } from './filter.ts';
import type { Attributes, Protocol, Subscription } from './model.ts';

const NOT_BUILT: ReadonlySet<string> = new Set(['DeliveryPolicy', 'SubscriptionRoleArn', 'ReplayPolicy']);
const NAMES: ReadonlySet<string> = new Set([
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
]);

/** Attributes over those that there are; an empty text takes one away. Throws InvalidParameter, or refuses by name. */
export function changedSubscriptionAttributes(protocol: Protocol, before: Attributes, changes: Attributes): Attributes {
  const after: Record<string, string> = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    if (NOT_BUILT.has(name)) throw unsupported(`Subscription attribute ${name}`);
    if (!NAMES.has(name)) throw invalidParameter('AttributeName');
    if (value === '' || (name === 'FilterPolicy' && value.trim() === '{}')) delete after[name];
    else after[name] = name === 'RawMessageDelivery' ? value.toLowerCase() : value;
  }
  check(protocol, after);
  return after;
}

function check(
  protocol: Protocol,
  { FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy }: Attributes,
): void {
  if (FilterPolicyScope !== undefined && !(SCOPES as readonly string[]).includes(FilterPolicyScope))
    throw invalidParameter(
      `FilterPolicyScope: Invalid value [${FilterPolicyScope}]. Please use either MessageBody or MessageAttributes`,
    );
  if (FilterPolicy !== undefined) filterOf(FilterPolicy, FilterPolicyScope);
  if (RawMessageDelivery !== undefined && RawMessageDelivery !== 'true' && RawMessageDelivery !== 'false')
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Invalid value [${RawMessageDelivery}]. Must be true or false.`,
    );
  if (RawMessageDelivery === 'true' && protocol !== 'sqs')
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`,
    );
  if (RedrivePolicy !== undefined) checkRedrivePolicy(RedrivePolicy);
}

function checkRedrivePolicy(text: string): void {
  let arn: unknown;
  try {
    ({ deadLetterTargetArn: arn } = JSON.parse(text) as { deadLetterTargetArn?: unknown });
  } catch {
    throw invalidParameter('RedrivePolicy: failed to parse JSON.');
  }
  if (typeof arn !== 'string' || parseArn(arn)?.service !== 'sqs' || arn.endsWith('.fifo'))
    throw invalidParameter('RedrivePolicy: deadLetterTargetArn must be the ARN of a standard Amazon SQS queue.');
}

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export function describedSubscription(engine: Engine, subscription: Subscription): Attributes {
  const { arn, topicArn, protocol, endpoint, attributes, pending, principal } = subscription;
  return {
    SubscriptionArn: arn,
    TopicArn: topicArn,
    Protocol: protocol,
    Endpoint: endpoint,
    Owner: engine.account,
    SubscriptionPrincipal: principal,
    ConfirmationWasAuthenticated: String(!pending && !protocol.startsWith('email')),
    PendingConfirmation: String(pending !== undefined),
    RawMessageDelivery: 'false',
    ...attributes,
    ...(attributes.FilterPolicy && { FilterPolicyScope: attributes.FilterPolicyScope ?? 'MessageAttributes' }),
  };
}

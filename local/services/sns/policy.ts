/**
 * Topic policies: the one that a topic is born with, what AddPermission and RemovePermission write, and whether a service may
 * publish. A caller of the API is held to its role's policies by the gateway.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
import { ask, compilePolicy, type Policy } from '../../engine/policy/policy.ts';
import { parsePolicy } from '../../engine/policy/document.ts';
import type { Delivery } from '../../engine/ports.ts';
import { invalidParameter, notAuthorized } from './errors.ts';
import type { Topic } from './model.ts';

interface Document {
  readonly Statement: readonly { readonly Sid?: string }[];
}

const OWNER_ACTIONS = [
  'GetTopicAttributes',
  'SetTopicAttributes',
  'AddPermission',
  'RemovePermission',
  'DeleteTopic',
  'Subscribe',
  'ListSubscriptionsByTopic',
  'Publish',
];

/** The account may do everything: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html */
export const defaultPolicy = (topicArn: string, account: string): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: OWNER_ACTIONS.map((name) => `SNS:${name}`),
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });

/** Throws InvalidParameter. */
export function checkPolicy(text: string): void {
  try {
    compilePolicy(parsePolicy(text, 'resource'));
  } catch (error) {
    throw invalidParameter(`Policy Error: ${error instanceof Error ? error.message : 'null'}`);
  }
}

const policyText = ({ arn, attributes }: Topic, account: string): string =>
  attributes.Policy ?? defaultPolicy(arn, account);

function documentOf(topic: Topic, account: string): Document {
  const { Statement, ...rest } = JSON.parse(policyText(topic, account)) as {
    Statement: Document['Statement'] | object;
  };
  return { ...rest, Statement: Array.isArray(Statement) ? Statement : [Statement] };
}

/** The policy with one statement more. */
export function withPermission(
  topic: Topic,
  account: string,
  { label, accounts, actions }: { label: string; accounts: readonly string[]; actions: readonly string[] },
): string {
  const document = documentOf(topic, account);
  if (document.Statement.some(({ Sid }) => Sid === label)) throw invalidParameter('Statement already exists');
  const unknown = actions.find((name) => !OWNER_ACTIONS.includes(name));
  if (unknown !== undefined) throw invalidParameter('Policy statement action out of service scope!');
  const principals = accounts.map((id) => `arn:aws:iam::${id}:root`);
  const names = actions.map((name) => `SNS:${name}`);
  const statement = {
    Sid: label,
    Effect: 'Allow',
    Principal: { AWS: principals.length === 1 ? principals[0] : principals },
    Action: names.length === 1 ? names[0] : names,
    Resource: topic.arn,
  };
  return JSON.stringify({ ...document, Statement: [...document.Statement, statement] });
}

/** The policy without the statement of a label; a label that is not there changes nothing. */
export function withoutPermission(topic: Topic, account: string, label: string): string {
  const document = documentOf(topic, account);
  return JSON.stringify({ ...document, Statement: document.Statement.filter(({ Sid }) => Sid !== label) });
}

/** CloudWatch's alarms publish in the name of the topic's owner, which the policy that a topic is born with allows. */
const FOR_OWNER: ReadonlySet<string> = new Set(['cloudwatch.amazonaws.com']);

const compiled = new WeakMap<Topic, Policy>();

function policyOf(topic: Topic, account: string): Policy {
  const policy = compiled.get(topic) ?? compilePolicy(parsePolicy(policyText(topic, account), 'resource'));
  compiled.set(topic, policy);
  return policy;
}

/** Throws AuthorizationError unless the topic's policy lets a service publish for that source. One with a role was checked before. */
export function checkDelivery(topic: Topic, account: string, { principal, arn, roleArn }: Delivery['source']): void {
  if (roleArn !== undefined) return;
  const context = (key: string): string | undefined => {
    if (key === 'aws:sourcearn') return arn;
    if (key === 'aws:sourceaccount') return account;
    if (key === 'aws:sourceowner') return FOR_OWNER.has(principal) ? account : undefined;
    if (key === 'aws:principalservicename') return principal;
    return key === 'aws:principalisawsservice' || key === 'aws:securetransport' ? 'true' : undefined;
  };
  if (ask(policyOf(topic, account), { service: principal }, 'sns:Publish', topic.arn, context) === 'allowed') return;
  throw notAuthorized(
    `${principal} may not publish to ${topic.arn} for ${arn}: the topic's policy does not allow it sns:Publish. Add a statement with Principal { "Service": "${principal}" } and, as a condition, this aws:SourceArn.`,
  );
}

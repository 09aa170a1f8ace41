/**
 * Queue policies: what AddPermission and RemovePermission write, and whether a service may deliver. An API caller is held
 * to its role's policies by the gateway; the queue's own policy is asked for deliveries of other services.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-using-identity-based-policies.html
 */
import type { Context } from '../../engine/policy/context.ts';
import { ask } from '../../engine/policy/policy.ts';
import type { Delivery } from '../../engine/ports.ts';
import { accessDenied, invalidValue, missingParameter } from './errors.ts';
import { LONGEST_LABEL_CHARS, MOST_PERMITTED_ACTIONS } from './limits.ts';
import type { Queue } from './queue/queue.ts';

interface Statement {
  readonly Sid?: string;
}
interface Document {
  readonly Version: string;
  readonly Id: string;
  readonly Statement: readonly Statement[];
}

/** Actions that AddPermission takes, without prefix. */
const PERMITTED_ACTIONS: ReadonlySet<string> = new Set([
  '*',
  'SendMessage',
  'ReceiveMessage',
  'DeleteMessage',
  'ChangeMessageVisibility',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
]);

function documentOf(queue: Queue): Document {
  const text = queue.record.attributes.Policy;
  if (text === undefined) return { Version: '2008-10-17', Id: `${queue.arn}/SQSDefaultPolicy`, Statement: [] };
  const document = JSON.parse(text) as Omit<Document, 'Statement'> & { Statement: Statement | Statement[] };
  return { ...document, Statement: Array.isArray(document.Statement) ? document.Statement : [document.Statement] };
}

const one = <T>(items: readonly T[]): T | readonly T[] => (items.length === 1 ? (items[0] as T) : items);

/** The queue's policy with one statement more, as JSON. Throws AWS's errors. */
export function withPermission(
  queue: Queue,
  label: string,
  accountIds: readonly string[],
  actions: readonly string[],
): string {
  if (!new RegExp(`^[\\w-]{1,${LONGEST_LABEL_CHARS}}$`).test(label))
    throw invalidValue(
      label,
      'Label',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  if (accountIds.length === 0) throw missingParameter('AWSAccountIds');
  if (actions.length === 0) throw missingParameter('Actions');
  if (actions.length > MOST_PERMITTED_ACTIONS)
    throw invalidValue(actions.join(), 'Actions', `At most ${MOST_PERMITTED_ACTIONS} actions.`);
  const unknown = actions.find((action) => !PERMITTED_ACTIONS.has(action));
  if (unknown !== undefined)
    throw invalidValue(
      `SQS:${unknown}`,
      'ActionName',
      `Only the queue owner is allowed to invoke this action, or it does not exist. It can be: ${[...PERMITTED_ACTIONS].join(', ')}.`,
    );
  const document = documentOf(queue);
  if (document.Statement.some(({ Sid }) => Sid === label)) throw invalidValue(label, 'Label', 'Already exists.');
  const statement = {
    Sid: label,
    Effect: 'Allow',
    Principal: { AWS: one(accountIds.map((id) => `arn:aws:iam::${id}:root`)) },
    Action: one(actions.map((action) => `SQS:${action}`)),
    Resource: queue.arn,
  };
  return JSON.stringify({ ...document, Statement: [...document.Statement, statement] });
}

/** The queue's policy without the statement of a label; empty when it was the last. */
export function withoutPermission(queue: Queue, label: string): string {
  const document = documentOf(queue);
  const kept = document.Statement.filter(({ Sid }) => Sid !== label);
  if (kept.length === document.Statement.length)
    throw invalidValue(label, 'Label', "can't find label on existing policy.");
  return kept.length === 0 ? '' : JSON.stringify({ ...document, Statement: kept });
}

/**
 * Throws AccessDenied unless the queue's policy lets the service send for that source. A service that delivers with a role
 * has been checked already.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
 */
export function checkDelivery(queue: Queue, account: string, { principal, arn, roleArn }: Delivery['source']): void {
  if (roleArn !== undefined) return;
  const { policy } = queue.settings;
  const context: Context = (key) => {
    if (key === 'aws:sourcearn') return arn;
    if (key === 'aws:sourceaccount') return account;
    if (key === 'aws:principalservicename') return principal;
    if (key === 'aws:principalisawsservice' || key === 'aws:securetransport') return 'true';
    return undefined;
  };
  if (policy && ask(policy, { service: principal }, 'sqs:SendMessage', queue.arn, context) === 'allowed') return;
  throw accessDenied(
    `${principal} may not send to ${queue.arn} for ${arn}: the queue's policy does not allow it sqs:SendMessage. Add a statement with Principal { "Service": "${principal}" } and, as a condition, this aws:SourceArn.`,
  );
}

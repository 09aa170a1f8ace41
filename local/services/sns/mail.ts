/**
 * Mail as log: a mail leaves no laptop, it is a line in the log group `/aws/sns/<topic>/email`, in a stream for each address,
 * and a record in the trace ledger.
 */
import type { Engine } from '../../engine/engine.ts';
import { confirmation, notification, textFor } from './envelope.ts';
import type { Message, Subscription } from './model.ts';

/** AWS's, of a message that has none. https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html */
const SUBJECT = 'AWS Notification Message';

const topicName = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

export const mailLogGroup = (topicArn: string): string => `/aws/sns/${topicName(topicArn)}/email`;

function write(
  engine: Engine,
  { topicArn, endpoint, arn }: Subscription,
  mail: Readonly<Record<string, string>>,
): void {
  const line = { to: endpoint, ...mail };
  const stream = endpoint.replace(/[:*]/g, '_');
  engine.ports
    .get('logs')
    .append(mailLogGroup(topicArn), stream, [{ timestamp: engine.clock.now(), message: JSON.stringify(line) }]);
  engine.ports.get('logs').flush?.(); // a publish is answered when it is on disk
  engine.traces.add({
    service: 'sns',
    action: 'mail',
    resource: arn,
    outcome: 'ok',
    detail: {
      logGroup: mailLogGroup(topicArn),
      logStream: stream,
      ...(mail.messageId && { messageId: mail.messageId }),
    },
  });
}

export function mailMessage(
  engine: Engine,
  message: Message,
  subscription: Subscription,
  signatureVersion: string,
): void {
  const isJson = subscription.protocol === 'email-json';
  write(engine, subscription, {
    subject: message.subject ?? SUBJECT,
    messageId: message.id,
    body: isJson ? notification(engine, message, subscription, signatureVersion) : textFor(message, subscription),
  });
}

export function mailConfirmation(engine: Engine, subscription: Subscription, token: string): void {
  write(engine, subscription, {
    subject: 'AWS Notification - Subscription Confirmation',
    body: JSON.stringify(confirmation(engine, subscription, token)),
  });
}

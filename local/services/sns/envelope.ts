/**
 * How a message looks to its readers: the JSON envelope of queues and mails, and the event of functions. Signatures say that
 * they are none: nobody here has AWS's key.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
import type { Engine } from '../../engine/engine.ts';
import type { Message, Subscription } from './model.ts';

const SIGNATURE = Buffer.from('not signed by the local cloud').toString('base64');

interface Written {
  readonly Type: string;
  readonly Value: string;
}

const written = ({ attributes }: Message): Record<string, Written> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
    ]),
  );

export const textFor = ({ text, texts }: Message, { protocol }: Subscription): string => texts[protocol] ?? text;

const links = (engine: Engine, { arn }: Subscription) => ({
  certificate: `https://sns.${engine.region}.amazonaws.com/SimpleNotificationService-local.pem`,
  unsubscribe: `${engine.endpoint}/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(arn)}`,
});

/** What all readers are told, in AWS's order. Queues and mails are told of no subject that is not there; functions that it is null. */
const facts = (message: Message, subscription: Subscription, signatureVersion: string, subject?: string | null) => ({
  Type: 'Notification',
  MessageId: message.id,
  TopicArn: subscription.topicArn,
  Subject: subject,
  Message: textFor(message, subscription),
  Timestamp: new Date(message.atMs).toISOString(),
  SignatureVersion: signatureVersion,
  Signature: SIGNATURE,
});

/** For a queue, and for mail as JSON. */
export function notification(
  engine: Engine,
  message: Message,
  subscription: Subscription,
  signatureVersion: string,
): string {
  const { certificate, unsubscribe } = links(engine, subscription);
  const attributes = written(message);
  return JSON.stringify({
    ...facts(message, subscription, signatureVersion, message.subject),
    SigningCertURL: certificate,
    UnsubscribeURL: unsubscribe,
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  });
}

/** For a function. */
export function functionEvent(
  engine: Engine,
  message: Message,
  subscription: Subscription,
  signatureVersion: string,
): string {
  const { certificate, unsubscribe } = links(engine, subscription);
  const sns = {
    ...facts(message, subscription, signatureVersion, message.subject ?? null),
    SigningCertUrl: certificate,
    UnsubscribeUrl: unsubscribe,
    MessageAttributes: written(message),
  };
  return JSON.stringify({
    Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscription.arn, Sns: sns }],
  });
}

/** What an owner of an address is asked. */
export function confirmation(engine: Engine, { topicArn }: Subscription, token: string): Record<string, string> {
  const query = `Action=ConfirmSubscription&TopicArn=${encodeURIComponent(topicArn)}&Token=${token}`;
  return {
    Type: 'SubscriptionConfirmation',
    Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    Token: token,
    TopicArn: topicArn,
    SubscribeURL: `${engine.endpoint}/?${query}`,
    Timestamp: new Date(engine.clock.now()).toISOString(),
  };
}

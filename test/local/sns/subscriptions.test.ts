/** Subscriptions: made once, described, changed, confirmed by mail, ended; what cannot be subscribed is refused by name. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  ConfirmSubscriptionCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { clientSettings } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { snsCloud } from './sns-cloud.ts';

test('a queue is subscribed once, described, and gone when it is unsubscribed', async () => {
  const { sns, topic, queue, subscribe } = await snsCloud();
  const TopicArn = await topic();
  const Endpoint = await queue('in');
  const SubscriptionArn = await subscribe(TopicArn, Endpoint);
  expect(SubscriptionArn).toMatch(/^arn:aws:sns:us-east-1:000000000000:news:[\da-f-]{36}$/);
  expect(await subscribe(TopicArn, Endpoint)).toBe(SubscriptionArn);
  await expect(subscribe(TopicArn, Endpoint, { RawMessageDelivery: 'true' })).rejects.toMatchObject({
    message: 'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
  });
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({
    SubscriptionArn,
    TopicArn,
    Protocol: 'sqs',
    Endpoint,
    Owner: '000000000000',
    ConfirmationWasAuthenticated: 'true',
    PendingConfirmation: 'false',
    RawMessageDelivery: 'false',
  });
  const listed = [{ SubscriptionArn, TopicArn, Protocol: 'sqs', Endpoint, Owner: '000000000000' }];
  expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions).toEqual(listed);
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  expect((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? []).toEqual([]);
  await expect(sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});

test.each([
  ['http', 'http://example.com', 'UnsupportedOperation', 'Subscription protocol http is not supported'],
  ['sms', '+15550100', 'UnsupportedOperation', 'Subscription protocol sms is not supported'],
  ['firehose', 'arn:aws:firehose:x', 'UnsupportedOperation', 'Subscription protocol firehose is not supported'],
  ['pigeon', 'coo', 'InvalidParameterException', 'does not support this protocol string: pigeon'],
  ['sqs', 'not an arn', 'InvalidParameterException', 'Invalid parameter: SQS endpoint ARN'],
  ['sqs', 'arn:aws:sqs:us-east-1:000000000000:a.fifo', 'InvalidParameterException', 'FIFO SQS Queues can not be'],
  ['lambda', 'arn:aws:lambda:us-east-1:000000000000:layer:x', 'InvalidParameterException', 'Lambda endpoint ARN'],
  ['email', 'nobody', 'InvalidParameterException', 'Invalid parameter: Email address'],
])('%s with the endpoint %j is refused', async (Protocol, Endpoint, name, message) => {
  const { sns, topic } = await snsCloud();
  const TopicArn = await topic();
  await expect(sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }))).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test.each([
  ['FilterPolicy', '{"a":', 'FilterPolicy'],
  ['FilterPolicy', '{"a":"b"}', 'must be an object or an array'],
  ['FilterPolicy', '{"a":[{"regex":"x"}]}', 'Unrecognized match type regex'],
  ['FilterPolicy', '{"a":[{"wildcard":"x*"}]}', 'Unrecognized match type wildcard'],
  ['FilterPolicy', '{"a":[{"anything-but":{"wildcard":"x*"}}]}', 'Unrecognized match type wildcard'],
  ['FilterPolicy', '{"a":{"b":["c"]}}', 'does not support nested filter policy'],
  ['FilterPolicy', '{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}', 'more than 5 keys'],
  [
    'FilterPolicy',
    JSON.stringify({ a: Array.from({ length: 20 }, String), b: Array.from({ length: 8 }, String) }),
    'Filter policy is too complex',
  ],
  ['FilterPolicyScope', 'Headers', 'Invalid value [Headers]'],
  ['RawMessageDelivery', 'perhaps', 'RawMessageDelivery'],
  ['RedrivePolicy', '{"deadLetterTargetArn":"x"}', 'deadLetterTargetArn must be the ARN'],
  ['RedrivePolicy', 'nonsense', 'failed to parse JSON'],
  ['ReplayPolicy', '{}', 'Subscription attribute ReplayPolicy is not supported'],
  ['Colour', 'red', 'AttributeName'],
])('the attribute %s as %s is refused, and nothing changes', async (AttributeName, AttributeValue, message) => {
  const { sns, topic, queue, subscribe } = await snsCloud();
  const SubscriptionArn = await subscribe(await topic(), await queue('in'));
  const asked = new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue });
  await expect(sns.send(asked)).rejects.toMatchObject({ message: expect.stringContaining(message) });
  const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect([Attributes[AttributeName] ?? 'false']).toEqual(['false']);
});

test('an address gets mail once it has confirmed with the token of the mail that it got', async () => {
  const clock = handClock();
  const { cloud, sns, topic, publish } = await snsCloud({ clock });
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const TopicArn = await topic();
  const subscribed = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }));
  expect(subscribed.SubscriptionArn).toBe('pending confirmation');
  await publish(TopicArn, 'too early');
  const mails = async () => {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: '/aws/sns/news/email', logStreamNames: ['ops@example.com'] }),
    );
    return events.map(({ message = '' }) => JSON.parse(message));
  };
  const [asked, ...others] = await mails();
  expect(others).toEqual([]);
  expect(asked).toMatchObject({ to: 'ops@example.com', subject: 'AWS Notification - Subscription Confirmation' });
  const { Token } = JSON.parse(asked.body);
  const pending = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(pending.Attributes).toMatchObject({ SubscriptionsPending: '1', SubscriptionsConfirmed: '0' });
  await expect(sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: 'guessed' }))).rejects.toMatchObject({
    message: 'Invalid parameter: Token',
  });
  const { SubscriptionArn } = await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
  expect(SubscriptionArn).toContain(TopicArn);
  await publish(TopicArn, 'the line is down', { Subject: 'Down' });
  expect((await mails()).at(-1)).toMatchObject({ to: 'ops@example.com', subject: 'Down', body: 'the line is down' });
});

test('a token is good for two days; the link in the mail confirms as well', async () => {
  const clock = handClock();
  const { cloud, sns, topic, subscribe } = await snsCloud({ clock });
  const TopicArn = await topic();
  await subscribe(TopicArn, 'ops@example.com');
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const mail = async () => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/sns/news/email' }));
    return JSON.parse(JSON.parse(events.at(-1)?.message ?? '').body);
  };
  const { Token, SubscribeURL } = await mail();
  const answer = await fetch(SubscribeURL);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<SubscriptionArn>')]);
  await subscribe(TopicArn, 'late@example.com');
  const late = await mail();
  expect(late.Token).not.toBe(Token);
  clock.advance(2 * 24 * 3_600_000 + 1);
  await expect(sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: late.Token }))).rejects.toMatchObject({
    message: 'Invalid parameter: Token Reason: it has expired',
  });
});

test('a topic takes its subscriptions with it', async () => {
  const { sns, topic, queue, subscribe } = await snsCloud();
  const TopicArn = await topic();
  await subscribe(TopicArn, await queue('in'));
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions ?? []).toEqual([]);
});

/** Topics of templates: with subscriptions and a policy, changed in place, and taken away. */
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';

const template = (topic: object = {}, subscription: object = {}, more: object = {}) => ({
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'in' } },
    News: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'News', ...topic } },
    Reader: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'News' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        RawMessageDelivery: true,
        FilterPolicy: { kind: ['a'] },
        ...subscription,
      },
    },
    Policy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'News' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish', Resource: '*' },
          ],
        },
      },
    },
    ...more,
  },
  Outputs: {
    Topic: { Value: { Ref: 'News' } },
    Arn: { Value: { 'Fn::GetAtt': ['News', 'TopicArn'] } },
    Name: { Value: { 'Fn::GetAtt': ['News', 'TopicName'] } },
    Reader: { Value: { Ref: 'Reader' } },
  },
});

test('a topic with its subscriptions and policy is made, and changed in place', async () => {
  const dataDir = dataDirectory();
  const mail = { Subscription: [{ Protocol: 'email', Endpoint: 'ops@example.com' }] };
  const first = await testCloud({ dataDir, template: template(mail) });
  const TopicArn = first.output('Topic') ?? '';
  expect(TopicArn).toBe(`arn:aws:sns:us-east-1:000000000000:${first.output('Name')}`);
  expect(first.output('Arn')).toBe(TopicArn);
  const sns = new SNSClient(clientSettings(first));
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions.map(({ Protocol }) => Protocol).sort()).toEqual(['email', 'sqs']);
  const SubscriptionArn = first.output('Reader') ?? '';
  expect(Subscriptions.map((one) => one.SubscriptionArn)).toContain(SubscriptionArn);
  const described = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(described.Attributes).toMatchObject({ DisplayName: 'News', SubscriptionsConfirmed: '2' });
  expect(described.Attributes?.Policy).toContain('events.amazonaws.com');
  await first.close();

  const changed = template({ ...mail, DisplayName: 'Other' }, { FilterPolicy: { kind: ['b'] } });
  const second = await testCloud({ dataDir, template: changed });
  expect([second.output('Topic'), second.output('Reader')]).toEqual([TopicArn, SubscriptionArn]);
  const client = new SNSClient(clientSettings(second));
  const after = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(after.Attributes).toMatchObject({ DisplayName: 'Other' });
  expect(after.Attributes?.Policy).toContain('events.amazonaws.com');
  const reader = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(reader.Attributes).toMatchObject({ FilterPolicy: '{"kind":["b"]}', RawMessageDelivery: 'true' });
});

test('a topic that is replaced by another name takes its subscription along; the old one is gone', async () => {
  const dataDir = dataDirectory();
  const first = await testCloud({ dataDir, template: template({ TopicName: 'one' }) });
  const old = first.output('Topic') ?? '';
  await first.close();
  const second = await testCloud({ dataDir, template: template({ TopicName: 'two' }) });
  const client = new SNSClient(clientSettings(second));
  const TopicArn = second.output('Topic') ?? '';
  expect(TopicArn).toContain(':two');
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions).toHaveLength(1);
  const gone = client.send(new PublishCommand({ TopicArn: old, Message: 'x' }));
  await expect(gone).rejects.toMatchObject({ name: 'NotFoundException' });
});

test.each([
  [{ FifoTopic: true }, {}, 'FIFO topics are not supported'],
  [{ ArchivePolicy: {} }, {}, 'ArchivePolicy'],
  [{}, { Protocol: 'https', Endpoint: 'https://example.com' }, 'Subscription protocol https'],
  [{}, { ReplayPolicy: {} }, 'ReplayPolicy'],
])('%j and %j are refused by name', async (topic, subscription, message) => {
  await expect(testCloud({ template: template(topic, subscription) })).rejects.toThrow(message);
});

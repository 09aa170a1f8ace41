/** Topics as targets: of alarms, rules, and of what becomes of functions' events. */
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { FAILURES } from '../../kit/alarms.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';
import { snsCloud } from './sns-cloud.ts';

async function heard() {
  const all = await snsCloud();
  const TopicArn = await all.topic('pager');
  await all.subscribe(TopicArn, await all.queue('in'));
  const notifications = async () => (await all.received('in')).map(({ Body }) => JSON.parse(Body ?? ''));
  const allow = (service: string) =>
    all.sns.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sns:Publish', Resource: TopicArn }],
        }),
      }),
    );
  return { ...all, TopicArn, notifications, allow };
}

test('an alarm tells the topic, which its first policy allows, in the message of AWS', async () => {
  const { cloud, TopicArn, notifications } = await heard();
  const cloudwatch = new CloudWatchClient(clientSettings(cloud));
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      ...FAILURES,
      AlarmActions: [TopicArn],
      OKActions: [TopicArn],
    }),
  );
  const told = cloud.engine.traces.find(({ service, action }) => service === 'monitoring' && action === 'deliver');
  const change = { AlarmName: 'failures', StateValue: 'ALARM', StateReason: 'by hand' } as const;
  await cloudwatch.send(new SetAlarmStateCommand(change));
  expect(await told).toMatchObject({ outcome: 'ok' });
  const [notification] = await notifications();
  expect(notification).toMatchObject({ Subject: 'ALARM: "failures" in us-east-1', TopicArn });
  expect(JSON.parse(notification.Message)).toMatchObject({
    AlarmName: 'failures',
    NewStateValue: 'ALARM',
    NewStateReason: 'by hand',
    OldStateValue: 'INSUFFICIENT_DATA',
    AlarmActions: [TopicArn],
    Trigger: { MetricName: 'failed', Namespace: 'Test', Period: 60, Threshold: 1 },
  });
});

test('a topic that asks for TLS tells alarms by mail when its policy lets CloudWatch', async () => {
  const Statement = [
    { Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
    },
  ].map((statement) => ({ ...statement, Resource: { Ref: 'Pager' } }));
  const cloud = await testCloud({
    template: {
      Resources: {
        Pager: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'pager' } },
        Policy: {
          Type: 'AWS::SNS::TopicPolicy',
          Properties: { Topics: [{ Ref: 'Pager' }], PolicyDocument: { Version: '2012-10-17', Statement } },
        },
        Mail: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: 'Pager' }, Protocol: 'email', Endpoint: 'ops@example.com' },
        },
        Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...FAILURES, AlarmActions: [{ Ref: 'Pager' }] } },
      },
    },
  });
  const mailed = cloud.engine.traces.find(({ service, action }) => service === 'sns' && action === 'mail');
  const change = { AlarmName: 'failures', StateValue: 'ALARM', StateReason: 'by hand' } as const;
  await new CloudWatchClient(clientSettings(cloud)).send(new SetAlarmStateCommand(change));
  expect(await mailed).toMatchObject({ detail: { logGroup: '/aws/sns/pager/email', logStream: 'ops@example.com' } });
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/sns/pager/email' }));
  expect(JSON.parse(events[0]?.message ?? '')).toMatchObject({
    to: 'ops@example.com',
    subject: 'ALARM: "failures" in us-east-1',
    body: expect.stringContaining('"NewStateReason":"by hand"'),
  });
});

test('a rule publishes once the policy lets EventBridge', async () => {
  const { cloud, TopicArn, notifications, allow } = await heard();
  const events = new EventBridgeClient(clientSettings(cloud));
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["test"]}' }));
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn: TopicArn }] }));
  const put = (n: number) =>
    events.send(
      new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 'Tested', Detail: JSON.stringify({ n }) }] }),
    );
  await put(1);
  const refused = cloud.engine.traces
    .since(0)
    .find(({ service, action }) => service === 'events' && action === 'deliver');
  expect(refused).toMatchObject({ outcome: 'AuthorizationError', resource: TopicArn });
  await allow('events.amazonaws.com');
  await put(2);
  const [notification, ...others] = await notifications();
  expect(others).toEqual([]);
  expect(JSON.parse(notification.Message)).toMatchObject({ source: 'test', detail: { n: 2 } });
});

test('what became of a function’s event is told to the topic', async () => {
  const { cloud, TopicArn, notifications } = await heard();
  const { client, create, invoke } = testFunctions(cloud);
  await create('f', 'export const handler = async () => ({ ok: true });');
  const DestinationConfig = { OnSuccess: { Destination: TopicArn } };
  await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f', DestinationConfig }));
  const told = cloud.engine.traces.find(({ action }) => action === 'destination');
  await invoke('f', { n: 1 }, { InvocationType: 'Event' });
  expect(await told).toMatchObject({ outcome: 'ok' });
  const [notification] = await notifications();
  expect(JSON.parse(notification.Message)).toMatchObject({
    requestContext: { condition: 'Success' },
    responsePayload: { ok: true },
  });
});

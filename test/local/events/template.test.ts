/** EventBridge and Scheduler resources of a template: made, found by Ref and GetAtt, at work, and refused by name. */
import { DescribeEventBusCommand, DescribeRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect, test } from 'vitest';
import { startLocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { entry, eventsCloud } from './events-cloud.ts';

const role = 'arn:aws:iam::000000000000:role/r';
const target = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

const template = {
  Resources: {
    Bus: {
      Type: 'AWS::Events::EventBus',
      Properties: { Name: 'line', Description: 'd', Tags: [{ Key: 'k', Value: 'v' }] },
    },
    Policy: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        StatementId: 'others',
        Statement: { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: target('Bus') },
      },
    },
    Inbox: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'inbox' } },
    InboxPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Inbox' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: target('Inbox'),
              Condition: { ArnEquals: { 'aws:SourceArn': target('Rule') } },
            },
          ],
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'hear',
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['test'], detail: { n: [{ numeric: ['>', 0] }] } },
        State: 'ENABLED',
        Targets: [{ Id: 't', Arn: target('Inbox'), InputPath: '$.detail', RetryPolicy: { MaximumRetryAttempts: 3 } }],
      },
    },
    Archive: {
      Type: 'AWS::Events::Archive',
      Properties: {
        SourceArn: target('Bus'),
        RetentionDays: 7,
        KmsKeyIdentifier: '',
        EventPattern: { source: ['test'] },
      },
    },
    Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'g' } },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'daily',
        GroupName: { Ref: 'Group' },
        ScheduleExpression: 'cron(0 9 * * ? *)',
        ScheduleExpressionTimezone: 'Etc/UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: target('Inbox'), RoleArn: role, SqsParameters: {} },
      },
    },
  },
  Outputs: {
    Rule: { Value: { Ref: 'Rule' } },
    Archive: { Value: target('Archive') },
    Schedule: { Value: target('Schedule') },
  },
};

test('the resources work and are found', async () => {
  const { cloud, events, put, bodies } = await eventsCloud({ template });
  const bus = await events.send(new DescribeEventBusCommand({ Name: 'line' }));
  expect(bus).toMatchObject({ Description: 'd', Policy: expect.stringContaining('"Sid":"others"') });
  const rule = await events.send(new DescribeRuleCommand({ Name: 'hear', EventBusName: 'line' }));
  expect(rule.Arn).toBe(cloud.engine.arn('events', 'rule/line/hear'));
  await put(entry({ n: 1 }, { EventBusName: 'line' }), entry({ n: 0 }, { EventBusName: 'line' }));
  const inbox = { url: `${cloud.url}/000000000000/inbox`, arn: cloud.engine.arn('sqs', 'inbox') };
  expect(await bodies(inbox)).toEqual(['{"n":1}']);
  const scheduler = new SchedulerClient(clientSettings(cloud));
  const schedule = await scheduler.send(new GetScheduleCommand({ Name: 'daily', GroupName: 'g' }));
  expect(cloud.stacks[0]?.outputs).toMatchObject({ Rule: 'line|hear', Schedule: schedule.Arn });
});

test.each([
  ['a property', { EventPattern: { source: ['x'] }, Colour: 'red' }, 'Colour'],
  [
    'a property of a target',
    { EventPattern: { source: ['x'] }, Targets: [{ Id: 't', Arn: 'arn:aws:sqs:r:1:q', EcsParameters: {} }] },
    'EcsParameters',
  ],
  ['a pattern', { EventPattern: { source: 'x' } }, '"source" must be an object or an array'],
])('%s that cannot be is refused by name', async (_, Properties, reason) => {
  const bad = { Resources: { Rule: { Type: 'AWS::Events::Rule', Properties } } };
  await expect(startLocalCloud({ port: 0, template: bad })).rejects.toThrow(reason);
});

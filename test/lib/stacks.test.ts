/** What the declaration becomes: queues, rules, mappings, permissions, alarms. */
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { lanesOf } from '../../domain/lanes.ts';
import { systems } from '../../systems/all.ts';
import { defineSystem } from '../../systems/define.ts';
import { platform } from '../../systems/platform.ts';
import { stageApp, templatesOf } from '../kit/stage-app.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const RESOURCES_PER_STACK = 500;

interface Policy {
  readonly PolicyDocument: {
    readonly Statement: {
      readonly Action: string | string[];
      readonly Resource: unknown;
      readonly Condition?: object;
    }[];
  };
}

const tiny = (agents: readonly string[]) =>
  defineSystem({
    name: 'tiny',
    title: 'Tiny',
    messages: { 'tiny.asked': z.strictObject({}), 'tiny.answered': z.strictObject({}) },
    channels: {
      'tiny.in': { title: 'In', group: 'input', carries: ['tiny.asked'], lanes: 'per-priority' },
      'tiny.out': { title: 'Out', group: 'output', carries: ['tiny.answered'], lanes: 'single' },
    },
    inputs: ['tiny.in'],
    agents: Object.fromEntries(
      agents.map((name) => [
        name,
        {
          title: name,
          role: name,
          capabilities: [],
          subscribes: ['tiny.in', 'tiny.out'],
          publishes: ['tiny.answered'],
          effects: 'once',
          keepsState: true,
          entry: `agents/tiny/${name}`,
        } as const,
      ]),
    ),
  });

const templates = (agents: readonly string[]) => templatesOf(stageApp([platform, tiny(agents)]));
const count = (template: Template | undefined, type: string) => Object.keys(template?.findResources(type) ?? {}).length;

test('no stack of ours comes near the limit on resources, and none has a custom resource', () => {
  for (const [name, template] of Object.entries(templatesOf(stageApp(systems)))) {
    const resources = Object.values(template.toJSON().Resources as Record<string, { Type: string }>);
    expect(resources.length, name).toBeGreaterThan(0);
    expect(resources.length, name).toBeLessThan(RESOURCES_PER_STACK);
    expect(
      resources.filter(({ Type }) => Type.startsWith('Custom::') || Type === 'AWS::CloudFormation::CustomResource'),
      name,
    ).toEqual([]);
  }
});

test('another agent brings its queues, its rule targets, its mappings, its function, its alarms, and nothing else', () => {
  const [one, two] = [templates(['a']), templates(['a', 'b'])];
  const more = (stack: string, type: string) => count(two[stack], type) - count(one[stack], type);
  const lanes = lanesOf('per-priority').length + 1;
  const deadLetterQueues = 2;
  expect(more('Line', 'AWS::SQS::Queue')).toBe(lanes + deadLetterQueues);
  expect(more('Line', 'AWS::Events::Rule')).toBe(0);
  expect(more('Agents', 'AWS::Lambda::EventSourceMapping')).toBe(lanes + deadLetterQueues);
  expect(more('Agents', 'AWS::Lambda::Function')).toBe(1);
  expect(more('Watch', 'AWS::CloudWatch::Alarm')).toBe(deadLetterQueues + 1 + 2);
  two.Line?.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { detail: { channel: ['tiny.in'], priority: ['critical'] } },
    Targets: Match.arrayWith([Match.objectLike({ Id: 'tiny.a' }), Match.objectLike({ Id: 'tiny.b' })]),
  });
});

test('the sixth subscriber of a channel gets a rule of its own: a rule takes five targets', () => {
  const rules = (n: number) => count(templates(Array.from({ length: n }, (_, i) => `a${i}`)).Line, 'AWS::Events::Rule');
  expect(rules(6) - rules(5)).toBe(lanesOf('per-priority').length + 1);
});

test('every queue but a dead-letter queue gives up after five deliveries, and hides a message for six timeouts at least', () => {
  const queues = Object.values(templates(['a']).Line?.findResources('AWS::SQS::Queue') ?? {}).map(
    ({ Properties }) =>
      Properties as { QueueName: string; VisibilityTimeout: number; RedrivePolicy?: { maxReceiveCount: number } },
  );
  expect(queues.length).toBeGreaterThan(10);
  for (const { QueueName, VisibilityTimeout, RedrivePolicy } of queues) {
    expect(RedrivePolicy?.maxReceiveCount, QueueName).toBe(QueueName.endsWith('--dead') ? undefined : 5);
    expect(VisibilityTimeout, QueueName).toBeGreaterThanOrEqual(6 * 30);
  }
});

test('an agent may publish its own types in its own name, touch its own rows, and nothing more', () => {
  const policies = Object.entries(templates(['a']).Agents?.findResources('AWS::IAM::Policy') ?? {});
  const own = policies.filter(([id]) => id.startsWith('tinya')).map(([, { Properties }]) => Properties as Policy);
  const statements = own.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const facts = statements.map(({ Action, Condition }) => [[Action].flat().join(), Condition]);
  expect(facts).toEqual([
    ['logs:CreateLogStream,logs:PutLogEvents', undefined],
    [
      'events:PutEvents',
      {
        StringEquals: {
          'events:source': 'signalbox.tiny.a',
          'events:detail-type': ['tiny.answered', 'platform.acknowledged', 'platform.heartbeat'],
        },
      },
    ],
    ['dynamodb:BatchWriteItem', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['message#*'] } }],
    ['sqs:SendMessage', undefined],
    ['s3:PutObject', undefined],
    ['s3:GetObject', undefined],
    [
      'dynamodb:GetItem,dynamodb:PutItem,dynamodb:UpdateItem,dynamodb:DeleteItem,dynamodb:Query',
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['state#tiny.a#*', 'claim#tiny.a#*'] } },
    ],
    ['sqs:ReceiveMessage,sqs:DeleteMessage,sqs:ChangeMessageVisibility,sqs:GetQueueAttributes', undefined],
  ]);
});

test('an agent may store payloads of channels that it publishes to, and fetch those of channels that it hears', () => {
  const policies = Object.entries(templates(['a']).Agents?.findResources('AWS::IAM::Policy') ?? {});
  const own = policies.filter(([id]) => id.startsWith('tinya')).map(([, { Properties }]) => Properties as Policy);
  const onObjects = own
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action }) => String(Action).startsWith('s3:'))
    .map(({ Action, Resource }) => [Action, JSON.stringify(Resource).match(/payloads\/[^"]*/g)]);
  expect(onObjects).toEqual([
    ['s3:PutObject', ['payloads/tiny.out/*']],
    ['s3:GetObject', ['payloads/tiny.in/*', 'payloads/tiny.out/*']],
  ]);
});

test('every alarm says why it rings and what to do first', () => {
  const alarms = Object.values(templatesOf(stageApp(systems)).Watch?.findResources('AWS::CloudWatch::Alarm') ?? {});
  expect(alarms.length).toBeGreaterThan(10);
  for (const { Properties } of alarms)
    expect((Properties as { AlarmDescription: string }).AlarmDescription).toMatch(/^.{20,}\. First action: .{20,}\.$/);
});

test('two synths of the same declaration give the same templates', () => {
  const [first, second] = [templates(['a', 'b']), templates(['a', 'b'])];
  expect(Object.values(first).map((template) => template.toJSON())).toEqual(
    Object.values(second).map((template) => template.toJSON()),
  );
});

test('a name that SQS would refuse is refused at synth, with what to shorten', () => {
  expect(() => templates(['a'.repeat(44)])).toThrow(
    /Queue names take 80 characters; too long: .*--tiny-in--critical.*Shorten the agent's/,
  );
});

test('every alarm tells the topic when it goes off and when it is over; CloudWatch may publish, and an address subscribes', () => {
  const watch = (environment: Record<string, string>) =>
    templatesOf(stageApp([platform, tiny(['a'])], { environment })).Watch;
  const quiet = watch({});
  const alarms = Object.values(quiet?.findResources('AWS::CloudWatch::Alarm') ?? {}) as {
    Properties: { AlarmActions: unknown; OKActions: unknown };
  }[];
  expect(alarms.length).toBeGreaterThan(5);
  const [topic] = Object.keys(quiet?.findResources('AWS::SNS::Topic') ?? {});
  for (const { Properties } of alarms)
    expect([Properties.AlarmActions, Properties.OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
  quiet?.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
        }),
      ]),
    },
  });
  expect(count(quiet, 'AWS::SNS::Subscription')).toBe(0);
  watch({ SIGNALBOX_ALARM_EMAIL: 'ops@example.com' })?.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'ops@example.com',
    TopicArn: { Ref: topic },
  });
});

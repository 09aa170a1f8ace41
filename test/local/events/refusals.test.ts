/** Bad input: what PutEvents, rules and targets refuse, in whose words, and that good entries never suffer for bad ones. */
import {
  CreateArchiveCommand,
  DeleteEventBusCommand,
  DescribeRuleCommand,
  ListRulesCommand,
  PutRuleCommand,
  PutTargetsCommand,
  StartReplayCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { entry, eventsCloud } from './events-cloud.ts';

test('one bad entry of each kind: told one by one, the good one is delivered', async () => {
  const { queue, rule, put, bodies } = await eventsCloud();
  const inbox = await queue('inbox');
  await rule('all', { source: [{ exists: true }] }, [{ Arn: inbox.arn }]);
  const { Entries = [], FailedEntryCount } = await put(
    { DetailType: 'T', Detail: '{}' },
    { Source: 's', Detail: '{}' },
    { Source: 's', DetailType: 'T' },
    { Source: 's', DetailType: 'T', Detail: '[1]' },
    { Source: 's', DetailType: 'T', Detail: '{' },
    { Source: 's', DetailType: 'T', Detail: `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}` },
    { Source: 'aws.s3', DetailType: 'T', Detail: '{}' },
    entry({ good: true }),
  );
  expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
    'InvalidArgument',
    'InvalidArgument',
    'InvalidArgument',
    'MalformedDetail',
    'MalformedDetail',
    'MalformedDetail',
    'NotAuthorizedForSourceException',
    undefined,
  ]);
  expect(FailedEntryCount).toBe(7);
  expect(await bodies(inbox)).toHaveLength(1);
});

test('an event for a bus that is not there is taken and heard by nobody', async () => {
  const { put } = await eventsCloud();
  const answer = await put(entry({}, { EventBusName: 'nowhere' }));
  expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
});

test('eleven entries, or more than 256 KB, are refused whole', async () => {
  const { put } = await eventsCloud();
  await expect(put(...Array.from({ length: 11 }, () => entry({})))).rejects.toThrow(/less than or equal to 10/);
  await expect(put(entry({ text: 'x'.repeat(262_144) }))).rejects.toThrow('Total size of the entries');
});

test('a bad pattern is refused with the reason and the place', async () => {
  const { rule } = await eventsCloud();
  await expect(rule('r', '{"a":[{"matches":1}]}', [])).rejects.toMatchObject({
    name: 'InvalidEventPatternException',
    message: expect.stringMatching(/Unrecognized match type matches\n at .*line: 1, column: 7/),
  });
});

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['no source', '{"id":"1","account":"1","time":"t","region":"r","detail-type":"d"}'],
])('an event to test with %s is not valid', async (_, Event) => {
  const { events } = await eventsCloud();
  const asked = new TestEventPatternCommand({ EventPattern: '{"source":["x"]}', Event });
  await expect(events.send(asked)).rejects.toThrow('Parameter Event is not valid.');
});

test.each([
  ['a bad id', { Id: '!', Arn: 'QUEUE' }, "Value '!' at 'targets.1.member.id' failed to satisfy constraint"],
  ['no ARN', { Id: 'a', Arn: 'inbox' }, 'Provided Arn is not in correct format'],
  [
    'a service that is not here',
    { Id: 'a', Arn: 'arn:aws:ecs:us-east-1:000000000000:cluster/c' },
    'not a target that the local cloud can deliver to',
  ],
  [
    'two inputs',
    { Id: 'a', Arn: 'QUEUE', Input: '{}', InputPath: '$' },
    'Only one of Input, InputPath, or InputTransformer',
  ],
  ['an unknown placeholder', { Id: 'a', Arn: 'QUEUE', InputTransformer: { InputTemplate: '"<x>"' } }, '<x>'],
  [
    'a feature that is not here',
    { Id: 'a', Arn: 'QUEUE', KinesisParameters: { PartitionKeyPath: '$' } },
    'KinesisParameters',
  ],
  ['a FIFO queue without a group', { Id: 'a', Arn: 'QUEUE.fifo' }, 'SqsParameters must be specified'],
])('a target with %s is refused', async (_, target, reason) => {
  const { cloud, events, rule } = await eventsCloud();
  await rule('r', { source: ['x'] }, []);
  const Targets = [{ ...target, Arn: target.Arn.replace('QUEUE', cloud.engine.arn('sqs', 'inbox')) }];
  await expect(events.send(new PutTargetsCommand({ Rule: 'r', Targets }))).rejects.toThrow(reason);
});

test('what is not there is named', async () => {
  const { cloud, events } = await eventsCloud();
  await expect(events.send(new DescribeRuleCommand({ Name: 'r' }))).rejects.toThrow(
    'Rule r does not exist on EventBus default.',
  );
  await expect(events.send(new ListRulesCommand({ EventBusName: 'b' }))).rejects.toThrow('Event bus b does not exist.');
  const archive = { ArchiveName: 'a', EventSourceArn: cloud.engine.arn('events', 'event-bus/b') };
  await expect(events.send(new CreateArchiveCommand(archive))).rejects.toThrow('Event bus b does not exist.');
  const replay = {
    ReplayName: 'r',
    EventSourceArn: cloud.engine.arn('events', 'archive/a'),
    EventStartTime: new Date(0),
    EventEndTime: new Date(1000),
    Destination: { Arn: cloud.engine.arn('events', 'event-bus/default') },
  };
  await expect(events.send(new StartReplayCommand(replay))).rejects.toThrow('Archive a does not exist');
});

test('the default bus stays, and schedules belong to it', async () => {
  const { events } = await eventsCloud();
  await expect(events.send(new DeleteEventBusCommand({ Name: 'default' }))).rejects.toThrow(
    'Cannot delete event bus default.',
  );
  const scheduled = (ScheduleExpression: string) => events.send(new PutRuleCommand({ Name: 'r', ScheduleExpression }));
  await expect(scheduled('cron(71 8 1 * ? *)')).rejects.toThrow('Parameter ScheduleExpression is not valid.');
  await expect(scheduled('at(2026-01-01T00:00:00)')).rejects.toThrow('Parameter ScheduleExpression is not valid.');
});

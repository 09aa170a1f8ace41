/** The life of rules: disabled, scheduled, limited by permissions, and all of it after a restart. */
import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  DisableRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  StartReplayCommand,
  TagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { dataDirectory } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { entry, eventsCloud } from './events-cloud.ts';

test('a disabled rule hears nothing', async () => {
  const { events, queue, rule, put, bodies } = await eventsCloud();
  const inbox = await queue('inbox');
  await rule('r', { source: ['test'] }, [{ Arn: inbox.arn }]);
  await events.send(new DisableRuleCommand({ Name: 'r' }));
  await put(entry({}));
  expect(await bodies(inbox)).toEqual([]);
});

test('a rule changed by PutRule keeps its targets and hears by its new pattern', async () => {
  const { queue, rule, put, bodies } = await eventsCloud();
  const inbox = await queue('inbox');
  await rule('r', { source: ['other'] }, [{ Arn: inbox.arn }]);
  await rule('r', { source: ['test'] }, []);
  await put(entry({}));
  expect(await bodies(inbox)).toHaveLength(1);
});

test('a scheduled rule fires at its moments with the event that AWS makes', async () => {
  const clock = handClock(Date.UTC(2026, 0, 1, 8, 59, 30));
  const { cloud, events, queue, bodies } = await eventsCloud({ clock });
  const inbox = await queue('inbox');
  const { RuleArn } = await events.send(new PutRuleCommand({ Name: 'daily', ScheduleExpression: 'cron(0 9 * * ? *)' }));
  await events.send(new PutTargetsCommand({ Rule: 'daily', Targets: [{ Id: 't', Arn: inbox.arn }] }));
  clock.advance(29_999);
  expect(cloud.engine.traces.since(0).filter(({ action }) => action === 'schedule')).toEqual([]);
  clock.advance(86_400_001);
  const fired = () => cloud.engine.traces.since(0).filter(({ action }) => action === 'deliver');
  await cloud.engine.traces.find(() => fired().length === 2);
  const found = (await bodies(inbox)).map((body) => JSON.parse(body));
  expect(found.map(({ time }) => time).sort()).toEqual(['2026-01-01T09:00:00Z', '2026-01-02T09:00:00Z']);
  expect(found[0]).toMatchObject({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    resources: [RuleArn],
    detail: {},
  });
});

test('lists come in pages that fit together', async () => {
  const { events, rule } = await eventsCloud();
  for (const name of ['a1', 'a2', 'a3', 'b1']) await rule(name, { source: [name] }, []);
  const first = await events.send(new ListRulesCommand({ NamePrefix: 'a', Limit: 2 }));
  const second = await events.send(new ListRulesCommand({ NamePrefix: 'a', Limit: 2, NextToken: first.NextToken }));
  expect([first, second].map(({ Rules }) => Rules?.map(({ Name }) => Name))).toEqual([['a1', 'a2'], ['a3']]);
  expect(second.NextToken).toBeUndefined();
});

test('a replay brings archived events back, marked, to the rules it names, and archives none of them', async () => {
  const { cloud, events, queue, rule, put, bodies } = await eventsCloud();
  const [heard, other] = [await queue('heard'), await queue('other')];
  const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: 'bus' }));
  const archive = { ArchiveName: 'a', EventSourceArn: EventBusArn, EventPattern: '{"detail":{"keep":[true]}}' };
  const { ArchiveArn } = await events.send(new CreateArchiveCommand(archive));
  await put(entry({ keep: true, n: 1 }, { EventBusName: 'bus' }), entry({ keep: false }, { EventBusName: 'bus' }));
  const named = await rule('named', { source: ['test'] }, [{ Arn: heard.arn }], 'bus');
  await rule('unnamed', { source: ['test'] }, [{ Arn: other.arn }], 'bus');
  await events.send(
    new StartReplayCommand({
      ReplayName: 'again',
      EventSourceArn: ArchiveArn,
      EventStartTime: new Date(Date.now() - 60_000),
      EventEndTime: new Date(Date.now() + 60_000),
      Destination: { Arn: EventBusArn, FilterArns: [named] },
    }),
  );
  await cloud.engine.traces.find(({ action }) => action === 'replay');
  expect((await bodies(heard)).map((body) => JSON.parse(body))).toMatchObject([
    { 'replay-name': 'again', detail: { n: 1 } },
  ]);
  expect(await bodies(other)).toEqual([]);
  expect(await events.send(new DescribeReplayCommand({ ReplayName: 'again' }))).toMatchObject({ State: 'COMPLETED' });
  expect(await events.send(new DescribeArchiveCommand({ ArchiveName: 'a' }))).toMatchObject({ EventCount: 1 });
});

test('buses, rules, targets, tags, archives and retries are all there after a restart', async () => {
  const dataDir = dataDirectory();
  const before = await eventsCloud({ dataDir });
  const inbox = await before.queue('inbox');
  const { EventBusArn } = await before.events.send(new CreateEventBusCommand({ Name: 'bus', Description: 'd' }));
  const arn = await before.rule('r', { source: ['test'] }, [{ Arn: inbox.arn, Input: '"x"' }], 'bus');
  await before.events.send(new TagResourceCommand({ ResourceARN: arn, Tags: [{ Key: 'k', Value: 'v' }] }));
  await before.events.send(new CreateArchiveCommand({ ArchiveName: 'a', EventSourceArn: EventBusArn }));
  await before.put(entry({}, { EventBusName: 'bus' }));
  await before.cloud.close();

  const after = await eventsCloud({ dataDir });
  const { events } = after;
  expect(await events.send(new ListEventBusesCommand({ NamePrefix: 'bus' }))).toMatchObject({
    EventBuses: [{ Name: 'bus', Description: 'd' }],
  });
  expect(await events.send(new ListTargetsByRuleCommand({ Rule: 'r', EventBusName: 'bus' }))).toMatchObject({
    Targets: [{ Arn: inbox.arn, Input: '"x"' }],
  });
  expect(await events.send(new ListTagsForResourceCommand({ ResourceARN: arn }))).toMatchObject({
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  await after.put(entry({}, { EventBusName: 'bus' }));
  expect(await events.send(new DescribeArchiveCommand({ ArchiveName: 'a' }))).toMatchObject({ EventCount: 2 });
  expect(await after.bodies({ ...inbox, url: inbox.url.replace(before.cloud.url, after.cloud.url) })).toEqual([
    '"x"',
    '"x"',
  ]);
});

/** Schedules: when they fire, what their targets get, what stays of them, and what a restart makes up for. */
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
  type ScheduleState,
  TagResourceCommand,
  type Target,
  UntagResourceCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { LocalCloudOptions } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE_MS = 60_000;
const RoleArn = 'arn:aws:iam::000000000000:role/scheduler';

async function schedulerCloud(options: LocalCloudOptions) {
  const cloud = await testCloud(options);
  const client = new SchedulerClient(clientSettings(cloud));
  const sqs = new SQSClient(clientSettings(cloud));
  const inbox = { url: `${cloud.url}/000000000000/inbox`, arn: cloud.engine.arn('sqs', 'inbox') };
  const create = (Name: string, ScheduleExpression: string, target: Partial<Target> = {}, more = {}) =>
    client.send(
      new CreateScheduleCommand({
        Name,
        ScheduleExpression,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: inbox.arn, RoleArn, ...target },
        ...more,
      }),
    );
  /** Deliveries so far; waits until there are as many. */
  async function delivered(count: number): Promise<void> {
    const all = () =>
      cloud.engine.traces.since(0).filter(({ service, action }) => service === 'scheduler' && action === 'deliver');
    if (count > 0) await cloud.engine.traces.find(() => all().length >= count);
    expect(all()).toHaveLength(count);
  }
  async function bodies(): Promise<string[]> {
    const asked = new ReceiveMessageCommand({ QueueUrl: inbox.url, MaxNumberOfMessages: 10 });
    return ((await sqs.send(asked)).Messages ?? []).map(({ Body = '' }) => Body);
  }
  const names = async () => ((await client.send(new ListSchedulesCommand({}))).Schedules ?? []).map(({ Name }) => Name);
  await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
  return { cloud, client, inbox, create, delivered, bodies, names };
}

test('a one-time schedule fires once, with its input filled in, and is deleted when it says so', async () => {
  const clock = handClock(NOON);
  const { cloud, create, delivered, bodies, names } = await schedulerCloud({ clock });
  const Input = '{"due":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}';
  await create('gone', 'at(2026-01-01T12:05:00)', { Input }, { ActionAfterCompletion: 'DELETE' });
  await create('kept', 'at(2026-01-01T12:05:00)', { Input: '{"kept":true}' });
  clock.advance(5 * MINUTE_MS - 1);
  await delivered(0);
  clock.advance(1);
  await delivered(2);
  expect(new Set(await bodies())).toEqual(
    new Set([
      JSON.stringify({ due: '2026-01-01T12:05:00Z', by: cloud.engine.arn('scheduler', 'schedule/default/gone') }),
      '{"kept":true}',
    ]),
  );
  await cloud.engine.traces.find(({ action }) => action === 'complete');
  expect(await names()).toEqual(['kept']);
  clock.advance(60 * MINUTE_MS);
  await delivered(2);
});

test('rates and crons go on, in the zone they name, until they are disabled', async () => {
  const clock = handClock(NOON);
  const { client, inbox, create, delivered } = await schedulerCloud({ clock });
  await create('rate', 'rate(10 minutes)');
  await create('cron', 'cron(15 13 * * ? *)', {}, { ScheduleExpressionTimezone: 'Europe/Berlin' });
  for (const count of [1, 3]) {
    clock.advance(10 * MINUTE_MS);
    await delivered(count);
  }
  const changed = {
    Name: 'rate',
    ScheduleExpression: 'rate(10 minutes)',
    State: 'DISABLED' as ScheduleState,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: { Arn: inbox.arn, RoleArn },
  };
  await client.send(new UpdateScheduleCommand(changed));
  expect(await client.send(new GetScheduleCommand({ Name: 'rate' }))).toMatchObject({ State: 'DISABLED' });
  clock.advance(60 * MINUTE_MS);
  await delivered(3);
});

test('a schedule to a bus makes an event', async () => {
  const clock = handClock(NOON);
  const { cloud, create, delivered } = await schedulerCloud({ clock });
  const Arn = cloud.engine.arn('events', 'event-bus/default');
  const bus = { Arn, Input: '{"n":1}', EventBridgeParameters: { DetailType: 'Due', Source: 'clock' } };
  await create('event', 'at(2026-01-01T12:01:00)', bus);
  clock.advance(MINUTE_MS);
  await delivered(1);
});

test('what fell due while nothing ran: once for one-time, not for recurring', async () => {
  const dataDir = dataDirectory();
  const before = await schedulerCloud({ dataDir, clock: handClock(NOON) });
  await before.create('once', 'at(2026-01-01T12:05:00)', { Input: '"once"' });
  await before.create('often', 'rate(10 minutes)', { Input: '"often"' });
  await before.cloud.close();

  const clock = handClock(NOON + 35 * MINUTE_MS);
  const after = await schedulerCloud({ dataDir, clock });
  clock.advance(0);
  await after.delivered(1);
  expect(await after.bodies()).toEqual(['"once"']);
  clock.advance(5 * MINUTE_MS);
  await after.delivered(2);
  expect(new Set(await after.bodies())).toEqual(new Set(['"once"', '"often"']));
});

test('groups hold schedules, carry tags, and take their schedules with them', async () => {
  const { cloud, client, create, names } = await schedulerCloud({ clock: handClock(NOON) });
  const Tags = [{ Key: 'team', Value: 'a' }];
  const { ScheduleGroupArn = '' } = await client.send(new CreateScheduleGroupCommand({ Name: 'g', Tags }));
  expect(ScheduleGroupArn).toBe(cloud.engine.arn('scheduler', 'schedule-group/g'));
  await client.send(new TagResourceCommand({ ResourceArn: ScheduleGroupArn, Tags: [{ Key: 'cost', Value: 'b' }] }));
  await client.send(new UntagResourceCommand({ ResourceArn: ScheduleGroupArn, TagKeys: ['team'] }));
  const tags = await client.send(new ListTagsForResourceCommand({ ResourceArn: ScheduleGroupArn }));
  expect(tags.Tags).toEqual([{ Key: 'cost', Value: 'b' }]);
  await create('s', 'rate(1 day)', {}, { GroupName: 'g' });
  await create('s', 'rate(1 day)');
  expect(await names()).toEqual(['s', 's']);
  await client.send(new DeleteScheduleGroupCommand({ Name: 'g' }));
  expect(await names()).toEqual(['s']);
  const { ScheduleGroups = [] } = await client.send(new ListScheduleGroupsCommand({ MaxResults: 5 }));
  expect(ScheduleGroups.map(({ Name }) => Name)).toEqual(['default']);
});

test('the same client token again is the same schedule; another caller gets a conflict', async () => {
  const { create } = await schedulerCloud({ clock: handClock(NOON) });
  const first = await create('s', 'rate(1 day)', {}, { ClientToken: 'token' });
  expect(await create('s', 'rate(1 day)', {}, { ClientToken: 'token' })).toMatchObject({
    ScheduleArn: first.ScheduleArn,
  });
  await expect(create('s', 'rate(1 day)')).rejects.toMatchObject({ name: 'ConflictException' });
});

test.each([
  ['an expression that is none', 'rate(5 weeks)', {}, {}, 'Invalid Schedule Expression rate(5 weeks).'],
  ['a zone that is none', 'rate(1 day)', {}, { ScheduleExpressionTimezone: 'Mars/X' }, 'Timezone Mars/X'],
  ['no group', 'rate(1 day)', {}, { GroupName: 'nope' }, 'Schedule group nope does not exist.'],
  [
    'an API as its target',
    'rate(1 day)',
    { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' },
    {},
    'not a target that schedules of the local cloud can deliver to',
  ],
  [
    'a log group, which only rules write to',
    'rate(1 day)',
    { Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:g' },
    {},
    'not a target that schedules',
  ],
  [
    'a bus and no parameters',
    'rate(1 day)',
    { Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/default' },
    {},
    'EventBridgeParameters must be specified',
  ],
  ['a window without width', 'rate(1 day)', {}, { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, 'MaximumWindowInMinutes'],
])('a schedule with %s is refused', async (_, expression, target, more, reason) => {
  const { create } = await schedulerCloud({ clock: handClock(NOON) });
  await expect(create('s', expression, target, more)).rejects.toThrow(reason);
});

/** A message goes in over HTTP, and all that can be read of it afterwards: by API, in metrics, in logs. */
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import type { Message } from '../../contracts/message.ts';
import type { CauseNode } from '../../domain/conversation.ts';
import { clientSettings } from '../kit/cloud.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('trial');

const HOUR_MS = 3_600_000;

const probe = (more: Readonly<Record<string, unknown>> = {}) => ({ type: 'platform.probe', payload: {}, ...more });

test('a probe is handled once, recorded, and read back as it is and as a CloudEvent', async () => {
  const { call, quiet, told } = stage();
  const sent = await call<{ accepted: { id: string }[] }>('POST /v1/messages', {
    body: probe({ payload: { note: 'one' }, priority: 'critical', sender: 'scenario' }),
  });
  expect(sent).toMatchObject({ status: 202, body: { accepted: [{ index: 0, status: 'accepted' }], rejected: [] } });
  const id = sent.body.accepted[0]?.id ?? '';
  await quiet();
  expect(await told(id)).toEqual(['platform.probe by scenario: platform.echo handled']);
  const message = {
    ...{ id, type: 'platform.probe', channel: 'system.probes', sender: 'scenario', priority: 'critical' },
    ...{
      correlationId: id,
      expects: 'none',
      hops: 0,
      attempt: 1,
      sentAt: expect.any(String),
      payload: { note: 'one' },
    },
  };
  expect(await call(`GET /v1/messages/${id}`)).toMatchObject({
    status: 200,
    body: {
      message,
      attempts: [{ attempt: 1 }],
      outcomes: [{ agent: 'platform.echo', lane: 'critical', outcome: 'handled', attempts: 1, published: [] }],
      deadLetters: [],
    },
  });
  const event = await call(`GET /v1/messages/${id}`, { headers: { accept: 'application/cloudevents+json' } });
  expect(event.headers.get('content-type')).toBe('application/cloudevents+json');
  expect(event.body).toMatchObject({ specversion: '1.0', id, source: 'signalbox.scenario', data: { note: 'one' } });
});

test('a CloudEvent of another system is taken, and taken once', async () => {
  const { call, quiet, told } = stage();
  const body = { specversion: '1.0', id: 'order-17', source: '/shop', type: 'platform.probe', data: { note: 'event' } };
  const headers = { 'content-type': 'application/cloudevents+json' };
  const first = await call<{ accepted: { id: string }[] }>('POST /v1/messages', { body, headers });
  const second = await call<{ accepted: { id: string }[] }>('POST /v1/messages', { body, headers });
  const id = first.body.accepted[0]?.id ?? '';
  expect(first).toMatchObject({ status: 202, body: { accepted: [{ status: 'accepted' }] } });
  expect(second).toMatchObject({ status: 202, body: { accepted: [{ id, status: 'duplicate' }] } });
  await quiet();
  expect(await told(id)).toEqual(['platform.probe by api: platform.echo handled']);
});

test('messages are listed by channel and by sender, oldest or newest first, in pages that join without gap', async () => {
  const { send, call, quiet, cloud } = stage();
  await cloud.advance(1); // what was sent in one millisecond has no order
  const since = new Date(cloud.engine.clock.now()).toISOString();
  const ids: string[] = [];
  for (const note of ['a', 'b', 'c', 'd', 'e']) {
    ids.push(await send(probe({ sender: 'pages', payload: { note } })));
    await cloud.advance(1);
  }
  await quiet();
  for (const [query, expected] of [
    [`channel=system.probes&since=${since}&order=oldest`, ids],
    [`agent=pages&since=${since}`, ids.toReversed()],
    [`channel=system.probes&agent=pages&order=oldest`, ids],
    [`channel=system.probes&agent=nobody`, []],
  ] as const) {
    const read: string[] = [];
    let cursor = '';
    do {
      const page = await call<{ messages: Message[]; cursor?: string }>(`GET /v1/messages?${query}&limit=2${cursor}`);
      expect(page.status).toBe(200);
      read.push(...page.body.messages.map(({ id }) => id));
      cursor = page.body.cursor === undefined ? '' : `&cursor=${page.body.cursor}`;
    } while (cursor);
    expect(read).toEqual(expected);
  }
});

test('a conversation is read in order, with its state, as a tree of causes', async () => {
  const { send, call, quiet } = stage();
  const id = await send({ type: 'trial.booking', payload: { place: 'Ulm' }, correlationId: 'trip-1' });
  await send({ type: 'trial.booking', payload: { place: 'Hof' }, correlationId: 'trip-1', causationId: id });
  await quiet();
  const { body } = await call<{ state: string; messages: { message: Message }[]; tree: CauseNode[] }>(
    'GET /v1/conversations/trip-1',
  );
  const places = body.messages.map(({ message: { id: of, type, payload } }) => [
    of,
    `${type} ${(payload as { place: string }).place}`,
  ]);
  const named = (node: CauseNode): unknown => [
    new Map(places as [string, string][]).get(node.id),
    ...node.children.map(named),
  ];
  const booked = (of: unknown[]) => of.sort();
  expect(body.state).toBe('closed');
  expect(body.tree).toHaveLength(1);
  const [root = [], ...children] = body.tree.map(named)[0] as unknown[];
  expect(root).toBe('trial.booking Ulm');
  expect(booked(children)).toEqual([['trial.booked Ulm'], ['trial.booking Hof', ['trial.booked Hof']]]);
  expect(await call('GET /v1/conversations/nobody')).toMatchObject({ status: 404 });
});

test('agents, channels and health tell how the line is', async () => {
  const { call, until } = stage();
  await until(async () => {
    const { body } = await call<{ agents: { id: string; handled: number }[] }>('GET /v1/agents');
    return body.agents.some(({ id, handled }) => id === 'platform.echo' && handled > 0) ? true : undefined;
  });
  const { body } = await call<{ channels: { name: string; subscriptions: unknown[] }[] }>('GET /v1/channels');
  const lane = (name: string) => ({ lane: name, depth: 0, inFlight: 0, delayed: 0, oldestAgeS: 0 });
  expect(body.channels.find(({ name }) => name === 'system.probes')?.subscriptions).toEqual([
    {
      agent: 'platform.echo',
      lanes: ['critical', 'high', 'normal', 'low'].map(lane),
      deadLetters: { open: 0, arriving: 0 },
    },
  ]);
  const health = await call('GET /v1/health', { headers: { 'x-api-key': '' } });
  expect(health).toMatchObject({ status: 200, body: { status: 'ok' } });
});

/** Sums over the last hour, of metrics of the echo and of the low lane. */
async function measured(): Promise<Record<string, number>> {
  const metric = (MetricName: string, Stat: string, dimensions: Readonly<Record<string, string>>) => ({
    Id: MetricName.toLowerCase(),
    MetricStat: {
      Metric: {
        Namespace: 'Signalbox',
        MetricName,
        Dimensions: Object.entries({ service: 'signalbox', ...dimensions }).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: 60,
      Stat,
    },
  });
  const echo = { agent: 'platform.echo', channel: 'system.probes' };
  const MetricDataQueries = [
    metric('Handled', 'Sum', echo),
    metric('Duration', 'SampleCount', echo),
    metric('TimeInQueue', 'SampleCount', { lane: 'low' }),
  ];
  const { cloud } = stage();
  const cloudWatch = new CloudWatchClient(clientSettings(cloud));
  const [StartTime, EndTime] = [-HOUR_MS, 60_000].map((ms) => new Date(cloud.engine.clock.now() + ms));
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries }),
  );
  cloudWatch.destroy();
  return Object.fromEntries(
    MetricDataResults.map(({ Id, Values = [] }) => [Id, Values.reduce((sum, n) => sum + n, 0)]),
  );
}

test('what an agent did is in the metrics, by agent and channel and by lane', async () => {
  const { send, quiet } = stage();
  const before = await measured();
  for (const priority of ['low', 'low', 'high']) await send(probe({ priority }));
  await quiet();
  const after = await measured();
  const rose = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
  expect([rose('handled'), rose('duration'), rose('timeinqueue')]).toEqual([3, 3, 2]);
});

test('log lines carry the conversation, the agent and the message, and never the payload', async () => {
  const { send, call, until, idle, quiet, cloud } = stage();
  const note = 'a secret of the customer';
  const id = await send({ type: 'trial.work', payload: { failures: 1, note }, correlationId: 'trip-2' });
  await until(async () => {
    const { body } = await call<{ outcomes?: unknown[] }>(`GET /v1/messages/${id}`);
    return body.outcomes?.length ? true : undefined;
  });
  await idle();
  await cloud.advance(181_000);
  await quiet();
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const find = async (logGroupName: string, filterPattern: string) =>
    (await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }))).events ?? [];
  const lines = await find('/aws/lambda/signalbox-dev-trial-worker', '{ $.correlation_id = "trip-2" }');
  expect(lines.map(({ message = '' }) => JSON.parse(message))).toMatchObject([
    { level: 'ERROR', service: 'trial.worker', message_id: id, message_type: 'trial.work', code: 'WorkFailed' },
  ]);
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  expect(logGroups.length).toBeGreaterThan(10);
  for (const { logGroupName = '' } of logGroups) expect(await find(logGroupName, '"secret of"')).toEqual([]);
  logs.destroy();
});

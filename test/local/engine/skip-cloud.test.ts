/** Time that skips, as clients see it: what waits for hours or days is there at once, and an idle cloud stands still. */
import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import type { LocalCloud, LocalCloudOptions } from '../../../local/local-cloud.ts';
import { FAILURES } from '../../kit/alarms.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { ROLE } from '../../kit/functions.ts';
import { machineThatAsks, stateMachines } from '../states/state-machines.ts';

const START_MS = Date.UTC(2026, 0, 1, 12);
const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];

const skippingCloud = (options: LocalCloudOptions = {}) => testCloud({ clock: 'skip', startAt: START_MS, ...options });

const passed = ({ engine }: LocalCloud): number => engine.clock.now() - START_MS;

const machineThatWaits = (Seconds: number) => ({
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds, End: true } },
});

async function queueOf(cloud: LocalCloud, Attributes: Record<string, string> = {}, QueueName = 'inbox') {
  const sqs = new SQSClient(clientSettings(cloud));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return {
    sqs,
    arn: cloud.engine.arn('sqs', QueueName),
    url: QueueUrl,
    send: (MessageBody: string, DelaySeconds?: number) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds })),
    async receive(WaitTimeSeconds = 0, VisibilityTimeout?: number) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, VisibilityTimeout, MaxNumberOfMessages: 10 }),
      );
      return Messages;
    },
  };
}

describe('a workflow', () => {
  test('that waits three days ends', async () => {
    const cloud = await skippingCloud();
    const { run } = stateMachines(cloud);
    const { status, startDate, stopDate } = await run(machineThatWaits(3 * 86_400));
    expect(status).toBe('SUCCEEDED');
    expect(Number(stopDate) - Number(startDate)).toBe(3 * DAY_MS);
    expect(passed(cloud)).toBe(3 * DAY_MS);
  });

  test('that waits a day for its token times out, and not before', async () => {
    const cloud = await skippingCloud();
    const { url } = await queueOf(cloud);
    const { run } = stateMachines(cloud);
    expect(await run(machineThatAsks(url, { TimeoutSeconds: 86_400 }))).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
    });
    expect(passed(cloud)).toBe(DAY_MS);
  });

  test('whose token a client gives as soon as it has it goes on at once', async () => {
    const cloud = await skippingCloud();
    const { url, receive } = await queueOf(cloud);
    const { create, start, end, client } = stateMachines(cloud);
    const execution = await start(await create(machineThatAsks(url, { TimeoutSeconds: 86_400 })));
    const [message] = await receive(20);
    const { token: taskToken } = JSON.parse(message?.Body ?? '{}') as { token?: string };
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '"yes"' }));
    expect(await end(execution)).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
    expect(passed(cloud)).toBe(0);
  });
});

describe('a queue', () => {
  test('a long poll ends at once when nothing comes', async () => {
    const cloud = await skippingCloud();
    const { receive } = await queueOf(cloud);
    expect(await receive(20)).toEqual([]);
    expect(passed(cloud)).toBe(20_000);
  });

  test('a message that is delayed for 15 minutes comes to those who poll for it', async () => {
    const cloud = await skippingCloud();
    const { send, receive } = await queueOf(cloud);
    await send('later', 890);
    const polls = [];
    for (let found = 0; found === 0; polls.push(found)) found = (await receive(20)).length;
    expect(polls).toHaveLength(45);
    expect(passed(cloud)).toBe(890_000);
  });

  test('a message that is hidden for twelve hours is there again when the time is put forward', async () => {
    const cloud = await skippingCloud();
    const { send, receive } = await queueOf(cloud);
    await send('work');
    expect(await receive(0, 43_200)).toHaveLength(1);
    await cloud.advance(12 * HOUR_MS - 1);
    expect(await receive()).toEqual([]);
    await cloud.advance(1);
    expect(await receive()).toHaveLength(1);
  });
});

describe('schedules', () => {
  test('one fires once a day while somebody waits for it', async () => {
    const cloud = await skippingCloud();
    const { arn } = await queueOf(cloud);
    const events = new EventBridgeClient(clientSettings(cloud));
    await events.send(new PutRuleCommand({ Name: 'daily', ScheduleExpression: 'rate(1 day)' }));
    await events.send(new PutTargetsCommand({ Rule: 'daily', Targets: [{ Id: 'inbox', Arn: arn }] }));
    const delivered = () =>
      cloud.engine.traces.since(0).filter(({ service, action }) => service === 'events' && action === 'schedule');
    await cloud.engine.traces.find(() => delivered().length === 3);
    expect(delivered().map(({ atMs }) => atMs - START_MS)).toEqual([DAY_MS, 2 * DAY_MS, 3 * DAY_MS]);
  });

  test('one that fires once moves the time to its moment', async () => {
    const cloud = await skippingCloud();
    const { arn, receive } = await queueOf(cloud);
    const scheduler = new SchedulerClient(clientSettings(cloud));
    await scheduler.send(
      new CreateScheduleCommand({
        Name: 'once',
        ScheduleExpression: 'at(2026-03-01T00:00:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: arn, RoleArn: ROLE, Input: 'spring' },
      }),
    );
    await cloud.engine.traces.find(({ service, action }) => service === 'scheduler' && action === 'deliver');
    expect((await receive()).map(({ Body }) => Body)).toEqual(['spring']);
    expect(cloud.engine.clock.now()).toBe(Date.UTC(2026, 2, 1));
  });
});

test('an alarm goes off, and back when its minutes are good again', async () => {
  const cloud = await skippingCloud();
  const cloudWatch = new CloudWatchClient(clientSettings(cloud));
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      ...FAILURES,
      Period: 300,
      TreatMissingData: 'notBreaching',
    }),
  );
  const MetricData = [{ MetricName: 'failed', Value: 3, Timestamp: new Date(START_MS) }];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
  const changes = () => cloud.engine.traces.since(0).filter(({ action }) => action === 'change state');
  await cloud.engine.traces.find(() => changes().length === 3);
  expect(changes().map(({ atMs, detail }) => [(atMs - START_MS) / MINUTE_MS, detail?.to])).toEqual([
    [1, 'OK'],
    [5, 'ALARM'],
    [20, 'OK'],
  ]);
});

test('an item is deleted when its time has come, and not before', async () => {
  const cloud = await skippingCloud();
  const dynamo = new DynamoDBClient(clientSettings(cloud));
  const TableName = 'items';
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };
  await dynamo.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  const expires = { N: String((START_MS + 90 * DAY_MS) / 1000) };
  await dynamo.send(new PutItemCommand({ TableName, Item: { id: { S: 'a' }, expires } }));
  const item = async () =>
    (await dynamo.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }))).Item !== undefined;
  await cloud.advance(89 * DAY_MS);
  expect(await item()).toBe(true);
  await cloud.advance(DAY_MS);
  expect(await item()).toBe(false);
});

describe('the clock', () => {
  test('of an idle cloud stands', async () => {
    const cloud = await skippingCloud();
    const { send, receive, sqs, url } = await queueOf(cloud);
    const events = new EventBridgeClient(clientSettings(cloud));
    await events.send(new PutRuleCommand({ Name: 'daily', ScheduleExpression: 'rate(1 minute)' }));
    await send('work');
    const [message] = await receive();
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    await cloud.advance(0);
    for (let turn = 0; turn < 500; turn++) await new Promise(setImmediate);
    expect(passed(cloud)).toBe(0);
  });

  test('that is held stands until it is put forward', async () => {
    const cloud = await skippingCloud();
    const release = cloud.holdClock();
    const { create, start, end } = stateMachines(cloud);
    const execution = await start(await create(machineThatWaits(60)));
    await cloud.advance(59_000);
    expect(passed(cloud)).toBe(59_000);
    release();
    expect(await end(execution)).toMatchObject({ status: 'SUCCEEDED' });
    expect(passed(cloud)).toBe(60_000);
  });

  test('that is held from the start does not move before anybody can hold it', async () => {
    const dataDir = dataDirectory();
    const first = await skippingCloud({ dataDir, held: true });
    const { create, start } = stateMachines(first);
    const execution = await start(await create(machineThatWaits(60)));
    await first.close();
    const second = await skippingCloud({ dataDir, held: true });
    await second.advance(0);
    for (let turn = 0; turn < 500; turn++) await new Promise(setImmediate);
    expect(passed(second)).toBe(0);
    await second.advance(60_000);
    expect(await stateMachines(second).end(execution)).toMatchObject({ status: 'SUCCEEDED' });
    expect(passed(second)).toBe(60_000);
  });

  test('on the wall is not put forward', async () => {
    const cloud = await testCloud();
    const refusal = "The clock of this cloud does not skip: start it with clock: 'skip'.";
    await expect(cloud.advance(1)).rejects.toThrow(refusal);
    expect(() => cloud.holdClock()).toThrow(refusal);
  });

  test('never goes back: a restart goes on where the time was', async () => {
    const dataDir = dataDirectory();
    const first = await skippingCloud({ dataDir });
    const { create, start } = stateMachines(first);
    const execution = await start(await create(machineThatWaits(7 * 86_400)));
    const release = first.holdClock();
    await first.advance(3 * DAY_MS);
    await first.close();
    release();
    const second = await skippingCloud({ dataDir });
    expect(passed(second)).toBeGreaterThanOrEqual(3 * DAY_MS);
    await stateMachines(second).end(execution);
    expect(passed(second)).toBe(7 * DAY_MS);
  });
});

/** Subscription filters: lines that match reach a function zipped, in batches, if its policy lets CloudWatch Logs in. */
import { gunzipSync } from 'node:zlib';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteSubscriptionFilterCommand,
  DescribeSubscriptionFiltersCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { AddPermissionCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { functionArn, ROLE, testFunctions } from '../../kit/functions.ts';

/** How long the first line of a delivery waits for others. */
const WAIT_MS = 50;
const logGroupName = '/machines';
const destinationArn = functionArn('reader');

/** It writes what it is given into its own log, which is read back from there. */
const READER = `export const handler = async ({ awslogs }) => { console.log('GIVEN ' + awslogs.data); };`;

interface Given {
  readonly messageType: string;
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly subscriptionFilters: readonly string[];
  readonly logEvents: readonly { readonly id: string; readonly timestamp: number; readonly message: string }[];
}

async function withReader(cloud: LocalCloud, source = READER, allowed = true) {
  const functions = testFunctions(cloud);
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  await functions.create('reader', source);
  if (allowed)
    await functions.client.send(
      new AddPermissionCommand({
        FunctionName: 'reader',
        StatementId: 'logs',
        Action: 'lambda:InvokeFunction',
        Principal: 'logs.amazonaws.com',
        SourceArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/machines:*',
      }),
    );
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  const subscribe = (filterName: string, filterPattern = '', more = {}) =>
    logs.send(new PutSubscriptionFilterCommand({ logGroupName, filterName, filterPattern, destinationArn, ...more }));
  return { ...functions, logs, subscribe };
}

const append = ({ engine }: LocalCloud, stream: string, ...messages: string[]) =>
  engine.ports.get('logs').append(
    logGroupName,
    stream,
    messages.map((message) => ({ timestamp: engine.clock.now(), message })),
  );

/** Deliveries so far, by their outcomes. */
const outcomes = ({ engine }: LocalCloud) =>
  engine.traces
    .since(0)
    .filter(({ service, action }) => service === 'logs' && action === 'deliver')
    .map(({ outcome }) => outcome);

const delivered = (cloud: LocalCloud, count: number) => cloud.engine.traces.find(() => outcomes(cloud).length >= count);

async function given({ logs }: Awaited<ReturnType<typeof withReader>>): Promise<Given[]> {
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: '/aws/lambda/reader', filterPattern: 'GIVEN' }),
  );
  return events.map(({ message = '' }) => {
    const data = /GIVEN (\S+)/.exec(message)?.[1] ?? '';
    return JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()) as Given;
  });
}

test('lines that match go to the function, with where they come from', async () => {
  const cloud = await testCloud();
  const reader = await withReader(cloud);
  await reader.subscribe('failures', '{ $.type = "TaskFailed" }');
  append(cloud, 'one', '{"type":"TaskFailed","n":1}', '{"type":"TaskSucceeded"}', '{"type":"TaskFailed","n":2}');
  await delivered(cloud, 1);
  const [batch] = await given(reader);
  expect(batch).toMatchObject({
    messageType: 'DATA_MESSAGE',
    owner: '000000000000',
    logGroup: logGroupName,
    logStream: 'one',
    subscriptionFilters: ['failures'],
    logEvents: [{ message: '{"type":"TaskFailed","n":1}' }, { message: '{"type":"TaskFailed","n":2}' }],
  });
  expect(new Set(batch?.logEvents.map(({ id }) => id)).size).toBe(2);
});

test('lines that clients put are delivered too', async () => {
  const cloud = await testCloud();
  const reader = await withReader(cloud);
  await reader.subscribe('all');
  await reader.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'mine' }));
  const logEvents = [{ timestamp: Date.now(), message: 'by hand' }];
  await reader.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'mine', logEvents }));
  await delivered(cloud, 1);
  expect((await given(reader)).map(({ logEvents }) => logEvents[0]?.message)).toEqual(['by hand']);
});

test('while the function runs, lines gather: they go together with the next invocation, a batch for each stream', async () => {
  const cloud = await testCloud();
  const reader = await withReader(cloud);
  await reader.subscribe('all');
  append(cloud, 'one', 'first');
  for (let i = 0; i < 100; i++) append(cloud, i % 2 ? 'one' : 'two', `later ${i}`);
  await delivered(cloud, 2);
  const batches = await given(reader);
  const lines = batches.flatMap(({ logEvents }) => logEvents);
  expect(lines).toHaveLength(101);
  expect(batches.length).toBeLessThan(5);
  for (const { logStream, logEvents } of batches)
    for (const { message } of logEvents)
      if (message !== 'first') expect(Number(message.split(' ')[1]) % 2 ? 'one' : 'two').toBe(logStream);
});

test('a function that fails is tried again after one and after two minutes, then no more', async () => {
  const START_MS = Date.UTC(2026, 0, 1);
  const cloud = await testCloud({ clock: 'skip', startAt: START_MS });
  const reader = await withReader(cloud, `export const handler = async () => { throw new Error('on purpose'); };`);
  await reader.subscribe('all');
  append(cloud, 'one', 'line');
  await delivered(cloud, 3);
  const times = cloud.engine.traces
    .since(0)
    .filter(({ service, action }) => service === 'logs' && action === 'deliver')
    .map(({ atMs, outcome }) => [atMs - START_MS, outcome]);
  expect(times).toEqual([
    [WAIT_MS, 'Unhandled'],
    [WAIT_MS + 60_000, 'Unhandled'],
    [WAIT_MS + 180_000, 'Unhandled'],
  ]);
});

test('time stands while lines are on their way', async () => {
  const START_MS = Date.UTC(2026, 0, 1);
  const cloud = await testCloud({ clock: 'skip', startAt: START_MS });
  const reader = await withReader(cloud);
  await reader.subscribe('all');
  cloud.engine.clock.at(START_MS + 3_600_000, () => append(cloud, 'one', 'an hour later'));
  append(cloud, 'one', 'now');
  await delivered(cloud, 2);
  const atMs = cloud.engine.traces
    .since(0)
    .filter(({ service, action }) => service === 'logs' && action === 'deliver')
    .map((trace) => trace.atMs - START_MS);
  expect(atMs).toEqual([WAIT_MS, 3_600_000 + WAIT_MS]);
});

test('a third filter is refused, and a second of the same name takes the place of the first', async () => {
  const { logs, subscribe } = await withReader(await testCloud());
  await subscribe('one', 'a');
  await subscribe('one', 'b');
  await subscribe('two');
  await expect(subscribe('three')).rejects.toMatchObject({ name: 'LimitExceededException' });
  const { subscriptionFilters } = await logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName }));
  expect(subscriptionFilters?.map(({ filterName, filterPattern }) => [filterName, filterPattern])).toEqual([
    ['one', 'b'],
    ['two', ''],
  ]);
});

test('it is refused without the permission of the function, for other destinations, with a malformed pattern', async () => {
  const { subscribe } = await withReader(await testCloud(), READER, false);
  const refusal = (promise: Promise<unknown>) =>
    promise.then(String, (error: Error) => `${error.name}: ${error.message}`);
  expect(await refusal(subscribe('one'))).toMatch(
    /^InvalidParameterException: Could not execute the lambda function\. .*permission.*logs\.amazonaws\.com may not invoke/,
  );
  expect(await refusal(subscribe('one', '', { destinationArn: functionArn('nobody') }))).toMatch(
    /^InvalidParameterException: Could not execute/,
  );
  const stream = 'arn:aws:kinesis:us-east-1:000000000000:stream/lines';
  expect(await refusal(subscribe('one', '', { destinationArn: stream }))).toMatch(/stream\/lines.*Only Lambda/);
  expect(await refusal(subscribe('one', '{ $.a = }'))).toMatch(/^InvalidParameterException/);
  expect(await refusal(subscribe('one', '', { roleArn: 'arn:aws:iam::000000000000:role/x' }))).toMatch(/roleArn/);
});

test('a filter that was deleted delivers nothing, and deleting it twice is refused', async () => {
  const cloud = await testCloud();
  const { logs, subscribe } = await withReader(cloud);
  await subscribe('gone');
  await subscribe('stays');
  await logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName: 'gone' }));
  append(cloud, 'one', 'line');
  await delivered(cloud, 1);
  const details = cloud.engine.traces
    .since(0)
    .filter(({ service, action }) => service === 'logs' && action === 'deliver')
    .map(({ detail }) => detail?.filter);
  expect(details).toEqual(['stays']);
  await expect(
    logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName: 'gone' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a filter is there after a restart, and delivers', async () => {
  const dataDir = dataDirectory();
  const before = await testCloud({ dataDir });
  await (await withReader(before)).subscribe('kept');
  await before.close();
  const after = await testCloud({ dataDir });
  append(after, 'one', 'line');
  await delivered(after, 1);
  expect(outcomes(after)).toEqual(['ok']);
});

test('a template makes a filter', async () => {
  const Resources = {
    Reader: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'reader',
        Role: ROLE,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: 'exports.handler = async () => {};' },
      },
    },
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: logGroupName } },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Reader' },
        Principal: 'logs.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['Group', 'Arn'] },
        SourceAccount: { Ref: 'AWS::AccountId' },
      },
    },
    Filter: {
      Type: 'AWS::Logs::SubscriptionFilter',
      DependsOn: 'Permission',
      Properties: {
        FilterName: 'all',
        LogGroupName: { Ref: 'Group' },
        FilterPattern: '',
        DestinationArn: { 'Fn::GetAtt': ['Reader', 'Arn'] },
      },
    },
  };
  const cloud = await testCloud({ template: { Resources } });
  append(cloud, 'one', 'line');
  await delivered(cloud, 1);
  expect(outcomes(cloud)).toEqual(['ok']);
  expect(cloud.stacks[0]?.resources.find(({ logicalId }) => logicalId === 'Filter')?.physicalId).toBe('/machines|all');
});

/** Queues feed functions: batches, partial failures, filters, states, concurrency; and a restart goes on. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { LocalCloud, LocalCloudOptions } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { functionArn, testFunctions } from '../../kit/functions.ts';

const SOURCE = 'arn:aws:sqs:us-east-1:000000000000:source';
/** Answers what the bodies of its records ask for. */
const AGENT = `export const handler = async ({ Records }) => {
  console.log(JSON.stringify({ bodies: Records.map(({ body }) => body) }));
  const failed = Records.filter(({ body }) => body.includes('fail'));
  if (Records.some(({ body }) => body.includes('throw'))) throw new Error('on purpose');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

async function line(options: LocalCloudOptions = {}, attributes: Record<string, string> = {}) {
  const cloud = await testCloud(options);
  const functions = testFunctions(cloud);
  const sqs = new SQSClient(clientSettings(cloud));
  const QueueName = attributes.FifoQueue ? 'source.fifo' : 'source';
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
  return {
    cloud,
    ...functions,
    send: (...bodies: string[]) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: bodies.map((MessageBody, i) => ({
            Id: `m${i}`,
            MessageBody,
            ...(attributes.FifoQueue && { MessageGroupId: 'g' }),
          })),
        }),
      ),
    sendOne: (MessageBody: string, more: object) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    map: (members: Partial<CreateEventSourceMappingCommandInput> = {}) =>
      functions.client.send(
        new CreateEventSourceMappingCommand({
          EventSourceArn: `${SOURCE}${attributes.FifoQueue ? '.fifo' : ''}`,
          FunctionName: 'agent',
          ...members,
        }),
      ),
    async left() {
      const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
      );
      return AttributeNames.map((name) => Number(Attributes?.[name]));
    },
  };
}

/** Resolves when the batches of the mapping have settled that many messages; gives the outcome of each batch. */
function settled(cloud: LocalCloud, messages: number): Promise<string[]> {
  const outcomes: string[] = [];
  let count = 0;
  return new Promise((resolve) => {
    cloud.engine.traces.subscribe(({ action, outcome, detail }) => {
      if (action !== 'event-source-batch') return;
      outcomes.push(outcome);
      count += Number(detail?.removed) + Number(detail?.failed);
      if (count >= messages) resolve(outcomes);
    });
  });
}

test('messages arrive in batches and are removed', async () => {
  const { cloud, create, map, send, left } = await line();
  await create('agent', AGENT);
  await send('a', 'b', 'c');
  const all = settled(cloud, 4);
  expect(await map()).toMatchObject({ State: 'Creating', BatchSize: 10, FunctionArn: functionArn('agent') });
  await send('d');
  expect(new Set(await all)).toEqual(new Set(['ok']));
  expect(await left()).toEqual([0, 0]);
});

test('the event has the shape that AWS gives it', async () => {
  const { cloud, create, map, sendOne } = await line();
  await create('agent', 'export const handler = async (event) => { console.log(JSON.stringify(event)); };');
  await map();
  const all = settled(cloud, 1);
  await sendOne('hello', { MessageAttributes: { Title: { DataType: 'String', StringValue: 'x' } } });
  await all;
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const request = { logGroupName: '/aws/lambda/agent', filterPattern: 'Records' };
  const { events } = await logs.send(new FilterLogEventsCommand(request));
  expect(JSON.parse(events?.[0]?.message?.split('\t').at(-1) ?? '')).toEqual({
    Records: [
      {
        messageId: expect.any(String),
        receiptHandle: expect.any(String),
        body: 'hello',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        },
        messageAttributes: {
          Title: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
        },
        md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
        md5OfBody: '5d41402abc4b2a76b9719d911017c592',
        eventSource: 'aws:sqs',
        eventSourceARN: SOURCE,
        awsRegion: 'us-east-1',
      },
    ],
  });
});

test('only the messages that a function names as failed stay in the queue', async () => {
  const { cloud, create, map, send, left } = await line();
  await create('agent', AGENT);
  await send('good 1', 'fail 2', 'good 3');
  const all = settled(cloud, 3);
  await map({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
  expect(await all).toEqual(['PartialFailure']);
  expect(await left()).toEqual([0, 1]);
});

test('a function that throws keeps its whole batch, and without partial responses an answer is not read', async () => {
  const { cloud, create, map, send, left } = await line();
  await create('agent', AGENT);
  await send('throw 1', 'good 2');
  const thrown = settled(cloud, 2);
  const { UUID } = await map();
  expect(await thrown).toEqual(['FunctionError']);
  const read = settled(cloud, 1);
  await send('fail 3');
  expect(await read).toEqual(['ok']);
  expect(await left()).toEqual([0, 2]);
  expect(UUID).toBeDefined();
});

test('a filter takes what it wants and the rest is removed', async () => {
  const { cloud, create, map, send, left } = await line();
  await create('agent', AGENT);
  await send('{"lane":"high"}', '{"lane":"low"}', 'no json');
  const all = settled(cloud, 1);
  await map({ FilterCriteria: { Filters: [{ Pattern: '{"body":{"lane":["high"]}}' }] } });
  await all;
  await cloud.engine.traces.find(({ action }) => action === 'event-source-filter');
  expect(await left()).toEqual([0, 0]);
});

test('a batching window fills batches beyond ten', async () => {
  const { cloud, create, map, send } = await line();
  await create('agent', AGENT);
  const all = settled(cloud, 20);
  await map({ BatchSize: 20, MaximumBatchingWindowInSeconds: 30 });
  await send(...Array.from({ length: 10 }, (_, i) => `a${i}`));
  await send(...Array.from({ length: 10 }, (_, i) => `b${i}`));
  expect(await all).toEqual(['ok']);
});

test('a FIFO queue gives the messages of a group in their order, one batch at a time', async () => {
  const { cloud, create, map, send } = await line({}, { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  await create('agent', AGENT);
  const all = settled(cloud, 6);
  await send('1', '2', '3', '4', '5', '6');
  await map({ BatchSize: 2 });
  expect(await all).toEqual(['ok', 'ok', 'ok']);
});

test('a mapping that is disabled rests until it is enabled', async () => {
  const { cloud, client, create, map, send, left } = await line();
  await create('agent', AGENT);
  const { UUID, State } = await map({ Enabled: false });
  expect(State).toBe('Disabled');
  await send('a');
  expect(await left()).toEqual([1, 0]);
  const all = settled(cloud, 1);
  expect(await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }))).toMatchObject({
    State: 'Enabling',
  });
  await all;
  expect(await client.send(new GetEventSourceMappingCommand({ UUID }))).toMatchObject({ State: 'Enabled' });
  expect(await client.send(new DeleteEventSourceMappingCommand({ UUID }))).toMatchObject({ State: 'Deleting' });
  expect((await client.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings).toEqual([]);
});

test('a function without concurrency costs its messages no receive', async () => {
  const { cloud, client, create, map, send, left } = await line();
  await create('agent', AGENT);
  const reserve = (ReservedConcurrentExecutions: number) =>
    client.send(new PutFunctionConcurrencyCommand({ FunctionName: 'agent', ReservedConcurrentExecutions }));
  await reserve(0);
  await map();
  await send('a', 'b');
  expect(await left()).toEqual([2, 0]);
  const all = settled(cloud, 2);
  await reserve(1);
  await all;
});

test('a mapping and its messages survive a restart', async () => {
  const dataDir = dataDirectory();
  const before = await line({ dataDir });
  await before.create('agent', AGENT);
  const { UUID } = await before.map({ Enabled: false });
  await before.send('a', 'b', 'c');
  await before.client.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 5 }));
  await before.cloud.close();

  const after = await line({ dataDir });
  expect(await after.left()).toEqual([3, 0]);
  const all = settled(after.cloud, 3);
  await after.client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
  await all;
  expect(await after.client.send(new GetEventSourceMappingCommand({ UUID }))).toMatchObject({
    BatchSize: 5,
    State: 'Enabled',
  });
});

test.for([
  [
    'another source',
    { EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' },
    'UnsupportedOperation',
    /Only SQS queues/,
  ],
  [
    'a queue that is not there',
    { EventSourceArn: `${SOURCE}-none` },
    'InvalidParameterValueException',
    /NonExistentQueue/,
  ],
  [
    'a function that is not there',
    { FunctionName: 'none' },
    'InvalidParameterValueException',
    /^Function does not exist$/,
  ],
  [
    'eleven messages without a window',
    { BatchSize: 11 },
    'InvalidParameterValueException',
    /window in seconds must be greater than 0/,
  ],
  [
    'a filter that is none',
    { FilterCriteria: { Filters: [{ Pattern: '{"body":"x"}' }] } },
    'InvalidParameterValueException',
    /^Invalid filter pattern definition\.$/,
  ],
  ['a starting position', { StartingPosition: 'LATEST' }, 'UnsupportedOperation', /member StartingPosition/],
  ['a concurrency of one', { ScalingConfig: { MaximumConcurrency: 1 } }, 'ValidationException', /maximumConcurrency/],
] as const)('a mapping refuses %s', async ([, members, name, message]) => {
  const { create, map } = await line();
  await create('agent', AGENT);
  await expect(map(members as Partial<CreateEventSourceMappingCommandInput>)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test('a queue must hide messages for as long as the function may take', async () => {
  const { create, map } = await line({}, { VisibilityTimeout: '10' });
  await create('agent', AGENT, { Timeout: 11 });
  await expect(map()).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'Queue visibility timeout: 10 seconds is less than Function timeout: 11 seconds',
  });
});

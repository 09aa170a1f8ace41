/** DLQ redrive: dead letters go back to their sources or to a queue that is named, at a rate, until they are cancelled. */
import {
  CancelMessageMoveTaskCommand,
  DeleteQueueCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { dataDirectory } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { bodies, sqsCloud } from './sqs-cloud.ts';

/** Two sources with as many dead letters as told, and their dead-letter queue. */
async function deadLetters(counts: readonly number[], options = {}) {
  const clock = handClock();
  const sqs = await sqsCloud({ clock, ...options });
  const dead = await sqs.create('dead');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: sqs.arnOf('dead'), maxReceiveCount: 1 });
  const sources = [];
  for (const [index, count] of counts.entries()) {
    const url = await sqs.create(`source-${index}`, { RedrivePolicy, VisibilityTimeout: '0' });
    for (let i = 0; i < count; i++) await sqs.send(url, `${index}.${i}`);
    await sqs.receive(url);
    clock.advance(1);
    await sqs.receive(url);
    sources.push(url);
  }
  const start = (input: Partial<StartMessageMoveTaskCommandInput> = {}) =>
    sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: sqs.arnOf('dead'), ...input }));
  const task = async () => {
    const list = new ListMessageMoveTasksCommand({ SourceArn: sqs.arnOf('dead') });
    return (await sqs.client.send(list)).Results?.[0];
  };
  return { ...sqs, clock, dead, sources, start, task };
}

test('without a destination each message goes back to its source, as a new message', async () => {
  const { client, clock, sources, dead, start, task, receive } = await deadLetters([2, 1]);
  const listed = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
  expect(listed.queueUrls).toEqual(sources);
  await start();
  clock.advance(1);
  expect(await task()).toMatchObject({
    Status: 'COMPLETED',
    ApproximateNumberOfMessagesMoved: 3,
    ApproximateNumberOfMessagesToMove: 3,
  });
  const [first = '', second = ''] = sources;
  const back = await receive(first, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
  expect(bodies(back).sort()).toEqual(['0.0', '0.1']);
  expect(back[0]?.Attributes?.ApproximateReceiveCount).toBe('1');
  expect(bodies(await receive(second))).toEqual(['1.0']);
  expect(await receive(dead)).toEqual([]);
});

test('a rate is kept, one task runs at a time, and a cancelled one leaves the rest', async () => {
  const { client, clock, create, start, task, attributes, arnOf, dead } = await deadLetters([5]);
  await create('elsewhere');
  const { TaskHandle } = await start({ DestinationArn: arnOf('elsewhere'), MaxNumberOfMessagesPerSecond: 2 });
  await expect(start()).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  clock.advance(1_000);
  expect(await task()).toMatchObject({ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 2, TaskHandle });
  const cancelled = await client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(2);
  clock.advance(10_000);
  expect(await task()).toMatchObject({ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 2 });
  expect((await attributes(dead)).ApproximateNumberOfMessages).toBe('3');
});

test('a task whose destination goes away fails and loses nothing', async () => {
  const { client, clock, create, start, task, attributes, arnOf, dead } = await deadLetters([3]);
  const QueueUrl = await create('elsewhere');
  await start({ DestinationArn: arnOf('elsewhere'), MaxNumberOfMessagesPerSecond: 1 });
  await client.send(new DeleteQueueCommand({ QueueUrl }));
  clock.advance(1_000);
  expect(await task()).toMatchObject({ Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' });
  expect((await attributes(dead)).ApproximateNumberOfMessages).toBe('3');
});

test('a running task goes on after a restart', async () => {
  const dataDir = dataDirectory();
  const before = await deadLetters([3], { dataDir });
  await before.start({ MaxNumberOfMessagesPerSecond: 1 });
  before.clock.advance(1_000);
  await before.cloud.close();
  const clock = handClock(before.clock.now());
  const after = await sqsCloud({ dataDir, clock });
  clock.advance(10_000);
  const list = new ListMessageMoveTasksCommand({ SourceArn: after.arnOf('dead') });
  expect((await after.client.send(list)).Results).toMatchObject([
    { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 },
  ]);
});

test('bad input: a source that is no dead-letter queue, queues that are not there, a handle that is none', async () => {
  const { client, create, start, arnOf } = await deadLetters([1]);
  await create('plain');
  await expect(start({ SourceArn: arnOf('plain') })).rejects.toThrow('must be configured as a Dead Letter Queue');
  await expect(start({ SourceArn: arnOf('none') })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(start({ DestinationArn: arnOf('none') })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(start({ MaxNumberOfMessagesPerSecond: 501 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  const cancel = (TaskHandle: string) => client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  await expect(cancel('garbage')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  const handle = (sourceArn: string) => Buffer.from(JSON.stringify({ taskId: 'none', sourceArn })).toString('base64');
  await expect(cancel(handle(arnOf('none')))).rejects.toThrow('SourceArn parameter');
  await expect(cancel(handle(arnOf('dead')))).rejects.toThrow('Task does not exist.');
});

/** A cloud that is started again on the same data goes on where it stopped. */
import { ListQueueTagsCommand, TagQueueCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { dataDirectory } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { bodies, sqsCloud } from './sqs-cloud.ts';

test('queues, messages, delays, receipts, counts and deduplication survive a restart', async () => {
  const options = { dataDir: dataDirectory(), clock: handClock() };
  const before = await sqsCloud(options);
  const url = await before.create('orders', { VisibilityTimeout: '40' });
  await before.client.send(new TagQueueCommand({ QueueUrl: url, Tags: { team: 'one' } }));
  await before.send(url, 'held');
  const [held = {}] = await before.receive(url);
  await before.send(url, 'waiting', { MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } });
  await before.send(url, 'later', { DelaySeconds: 60 });
  await before.send(url, 'deleted');
  for (const message of await before.receive(url, { VisibilityTimeout: 0 }))
    if (message.Body === 'deleted') await before.remove(url, message);
  const fifo = await before.create('orders.fifo', { ContentBasedDeduplication: 'true' });
  await before.send(fifo, 'once', { MessageGroupId: 'g' });
  await before.cloud.close();

  const clock = handClock(options.clock.now());
  const after = await sqsCloud({ ...options, clock });
  expect(await after.attributes(url)).toMatchObject({
    VisibilityTimeout: '40',
    ApproximateNumberOfMessages: '1',
    ApproximateNumberOfMessagesNotVisible: '1',
    ApproximateNumberOfMessagesDelayed: '1',
  });
  expect((await after.client.send(new ListQueueTagsCommand({ QueueUrl: url }))).Tags).toEqual({ team: 'one' });
  const [waiting] = await after.receive(url, {
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  });
  expect(waiting).toMatchObject({
    Body: 'waiting',
    MessageAttributes: { a: { StringValue: 'b' } },
    Attributes: { ApproximateReceiveCount: '2' },
  });
  await after.remove(url, held); // its receipt still counts
  clock.advance(60_000);
  expect(bodies(await after.receive(url)).sort()).toEqual(['later', 'waiting']);
  await after.send(fifo, 'once', { MessageGroupId: 'g' });
  expect(await after.receive(fifo)).toHaveLength(1);
});

test('a receiver inside of the cloud does not outlive it: its messages are visible at once, with their count', async () => {
  const options = { dataDir: dataDirectory(), clock: handClock() };
  const before = await sqsCloud(options);
  const url = await before.create('orders', { VisibilityTimeout: '600' });
  await before.send(url, 'in hand');
  expect(before.cloud.engine.ports.get('queues').receive(before.arnOf('orders'), 10)).toHaveLength(1);
  await before.cloud.close();

  const after = await sqsCloud({ ...options, clock: handClock(options.clock.now()) });
  const [message] = await after.receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
  expect(message).toMatchObject({ Body: 'in hand', Attributes: { ApproximateReceiveCount: '2' } });
});

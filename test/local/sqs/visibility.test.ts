/** When a message can be received: delays, visibility timeouts, long polls, expiry, the dead-letter queue. */
import { ChangeMessageVisibilityCommand, ReceiveMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { handClock } from '../../kit/hand-clock.ts';
import { bodies, sqsCloud } from './sqs-cloud.ts';

test('a received message is hidden for the visibility timeout and comes again with its count', async () => {
  const clock = handClock();
  const { create, send, receive, attributes } = await sqsCloud({ clock });
  const url = await create('orders', { VisibilityTimeout: '20' });
  await send(url, 'one');
  expect(await receive(url)).toHaveLength(1);
  clock.advance(19_999);
  expect(await receive(url)).toEqual([]);
  expect((await attributes(url)).ApproximateNumberOfMessagesNotVisible).toBe('1');
  clock.advance(1);
  const [again] = await receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
  expect(again).toMatchObject({ Body: 'one', Attributes: { ApproximateReceiveCount: '2' } });
});

test('a change of visibility counts from now; of a message that is not in flight it is refused', async () => {
  const clock = handClock();
  const { create, client, send, receive, remove } = await sqsCloud({ clock });
  const QueueUrl = await create('orders', { VisibilityTimeout: '20' });
  await send(QueueUrl, 'one');
  const [first = {}] = await receive(QueueUrl);
  const { ReceiptHandle } = first;
  const change = (VisibilityTimeout: number) =>
    client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  clock.advance(10_000);
  await change(100);
  clock.advance(99_999);
  expect(await receive(QueueUrl)).toEqual([]);
  await change(0);
  await expect(change(5)).rejects.toMatchObject({ name: 'MessageNotInflight' });
  await expect(change(43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  expect(await receive(QueueUrl)).toHaveLength(1);
  await remove(QueueUrl, first); // an earlier receipt of a standard queue is good for deleting
  await expect(change(5)).rejects.toThrow('Message does not exist');
});

test('delays: of the queue, and of a message in its place', async () => {
  const clock = handClock();
  const { create, send, receive, attributes } = await sqsCloud({ clock });
  const url = await create('orders', { DelaySeconds: '10' });
  await send(url, 'queue');
  await send(url, 'own', { DelaySeconds: 3 });
  await send(url, 'none', { DelaySeconds: 0 });
  expect(bodies(await receive(url))).toEqual(['none']);
  expect((await attributes(url)).ApproximateNumberOfMessagesDelayed).toBe('2');
  clock.advance(3_000);
  expect(bodies(await receive(url))).toEqual(['own']);
  clock.advance(7_000);
  expect(bodies(await receive(url))).toEqual(['queue']);
});

test('a message is gone when its retention ends, also when the queue is changed later', async () => {
  const clock = handClock();
  const { create, client, send, attributes, receive } = await sqsCloud({ clock });
  const QueueUrl = await create('orders', { MessageRetentionPeriod: '120' });
  await send(QueueUrl, 'old');
  clock.advance(61_000);
  await send(QueueUrl, 'new');
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { MessageRetentionPeriod: '60' } }));
  expect((await attributes(QueueUrl)).ApproximateNumberOfMessages).toBe('1');
  expect(bodies(await receive(QueueUrl, { VisibilityTimeout: 0 }))).toEqual(['new']);
  clock.advance(60_000);
  expect(await receive(QueueUrl)).toEqual([]);
});

describe('long polls', () => {
  /** Resolves when a poll waits: the call has been made, and its timer is the one more. */
  async function waiting(clock: ReturnType<typeof handClock>, timers: number): Promise<void> {
    while (clock.pending() < timers) await new Promise((resolve) => setImmediate(resolve));
  }

  test('a waiting receive gets a message when it is sent, and one alone gets it', async () => {
    const clock = handClock();
    const { create, send, receive } = await sqsCloud({ clock });
    const url = await create('orders', { ReceiveMessageWaitTimeSeconds: '20' });
    const idle = clock.pending();
    const polls = [receive(url), receive(url)];
    await waiting(clock, idle + 2);
    await send(url, 'hello');
    await Promise.race(polls);
    clock.advance(20_000);
    const answers = await Promise.all(polls);
    expect(answers.flat()).toMatchObject([{ Body: 'hello' }]);
  });

  test('a waiting receive gets a message when its delay ends', async () => {
    const clock = handClock();
    const { create, send, receive } = await sqsCloud({ clock });
    const url = await create('orders');
    await send(url, 'later', { DelaySeconds: 5 });
    const idle = clock.pending();
    const poll = receive(url, { WaitTimeSeconds: 20 });
    await waiting(clock, idle + 2); // the end of the poll, and the end of the delay
    clock.advance(5_000);
    expect(bodies(await poll)).toEqual(['later']);
  });

  test('a client that goes away takes no message', async () => {
    const clock = handClock();
    const { create, client, send, receive, cloud } = await sqsCloud({ clock });
    const QueueUrl = await create('orders');
    const idle = clock.pending();
    const leaving = new AbortController();
    const poll = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: leaving.signal,
    });
    await waiting(clock, idle + 1);
    leaving.abort();
    await expect(poll).rejects.toThrow();
    await cloud.engine.traces.find(({ action }) => action === 'ReceiveMessage'); // the poll has ended
    await send(QueueUrl, 'hello');
    expect(bodies(await receive(QueueUrl))).toEqual(['hello']);
  });
});

describe('dead letters', () => {
  test('a message moves at the receive after the last that is allowed, with its id, source and count', async () => {
    const clock = handClock();
    const { create, send, receive, arnOf, cloud } = await sqsCloud({ clock });
    const dead = await create('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 });
    const url = await create('orders', { RedrivePolicy, VisibilityTimeout: '1' });
    const { MessageId } = await send(url, 'poison');
    for (let receives = 0; receives < 2; receives++) {
      expect(await receive(url)).toHaveLength(1);
      clock.advance(1_000);
    }
    expect(await receive(url)).toEqual([]);
    const [letter] = await receive(dead, { MessageSystemAttributeNames: ['All'] });
    expect(letter).toMatchObject({
      MessageId,
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: arnOf('orders'), ApproximateReceiveCount: '3' },
    });
    await cloud.engine.traces.find(({ action, resource }) => action === 'deadLetter' && resource === arnOf('orders'));
  });
});

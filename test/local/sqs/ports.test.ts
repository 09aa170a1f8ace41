/** Queues as other services see them: a target that asks its policy, and a source that tells when messages are there. */
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { handClock } from '../../kit/hand-clock.ts';
import { bodies, sqsCloud } from './sqs-cloud.ts';

const RULE = 'arn:aws:events:us-east-1:000000000000:rule/orders';
const fromRule = (body: string, arn = RULE) => ({ body, source: { principal: 'events.amazonaws.com', arn } });

const policyFor = (sourceArn: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['sqs:SendMessage', 'sqs:GetQueueUrl'],
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
      },
    ],
  });

test('a service may deliver when the queue policy names it and its source, and not otherwise', async () => {
  const { create, client, cloud, receive, arnOf } = await sqsCloud();
  const QueueUrl = await create('orders');
  const target = cloud.engine.ports.target(arnOf('orders'));
  await expect(target.deliver(arnOf('orders'), fromRule('early'))).rejects.toMatchObject({ code: 'AccessDenied' });
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policyFor(RULE) } }));
  await target.deliver(arnOf('orders'), fromRule('allowed'));
  await expect(target.deliver(arnOf('orders'), fromRule('other', `${RULE}-2`))).rejects.toThrow(/aws:SourceArn/);
  const asRole = {
    ...fromRule('as a role'),
    source: { ...fromRule('').source, roleArn: 'arn:aws:iam::000000000000:role/r' },
  };
  await target.deliver(arnOf('orders'), asRole);
  expect(bodies(await receive(QueueUrl))).toEqual(['allowed', 'as a role']);
});

test('a batch of deliveries tells each outcome', async () => {
  const { create, cloud, receive, arnOf } = await sqsCloud();
  const url = await create('orders.fifo', { Policy: policyFor(RULE), ContentBasedDeduplication: 'true' });
  const arn = arnOf('orders.fifo');
  const target = cloud.engine.ports.target(arn);
  const outcomes = await target.deliverBatch?.(arn, [
    { ...fromRule('one'), messageGroupId: 'g' },
    fromRule('without a group'),
    { ...fromRule('two'), messageGroupId: 'g' },
  ]);
  expect(outcomes?.map((outcome) => outcome?.code)).toEqual([
    undefined,
    'MissingRequiredParameterException',
    undefined,
  ]);
  expect(bodies(await receive(url))).toEqual(['one', 'two']);
  const [gone] = (await target.deliverBatch?.(arnOf('none'), [fromRule('x')])) ?? [];
  expect(gone?.code).toBe('QueueDoesNotExist');
});

test('a listener is told of what is there, what arrives, and what comes back', async () => {
  const clock = handClock();
  const { create, cloud, send, arnOf, attributes } = await sqsCloud({ clock });
  const url = await create('orders', { VisibilityTimeout: '30' });
  const arn = arnOf('orders');
  const queues = cloud.engine.ports.get('queues');
  await send(url, 'first');
  const taken: string[] = [];
  const handles: string[] = [];
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const cancel = queues.onAvailable(arn, () => {
    for (const message of queues.receive(arn, 10)) {
      taken.push(message.body);
      handles.push(message.receiptHandle);
    }
  });
  await turn();
  expect(taken).toEqual(['first']);
  await send(url, 'second');
  expect(taken).toEqual(['first', 'second']);
  queues.release(arn, handles.slice(0, 1), 5_000);
  await queues.remove(arn, [...handles.slice(1), handles[0] ?? '']);
  clock.advance(30_000);
  await turn();
  expect(taken).toEqual(['first', 'second']);
  expect((await attributes(url)).ApproximateNumberOfMessagesNotVisible).toBe('0');
  await send(url, 'third', { DelaySeconds: 10 });
  clock.advance(10_000);
  await turn();
  expect(taken).toEqual(['first', 'second', 'third']);
  cancel();
  await send(url, 'fourth');
  expect(taken).toHaveLength(3);
  expect(queues.visibilityTimeoutMs(arn)).toBe(30_000);
  expect(() => queues.visibilityTimeoutMs(arnOf('none'))).toThrow('does not exist');
});

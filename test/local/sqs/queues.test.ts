/** Queues: made once, found by URL and name, changed, listed, deleted. */
import {
  AddPermissionCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  RemovePermissionCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { handClock } from '../../kit/hand-clock.ts';
import { sqsCloud } from './sqs-cloud.ts';

describe('creating', () => {
  test('the same queue twice gives the same URL; another value for an attribute is refused by its name', async () => {
    const { create, cloud } = await sqsCloud();
    const url = await create('orders', { VisibilityTimeout: '45' });
    expect(url).toBe(`${cloud.url}/000000000000/orders`);
    expect(await create('orders', { VisibilityTimeout: '45' })).toBe(url);
    expect(await create('orders')).toBe(url);
    await expect(create('orders', { VisibilityTimeout: '46' })).rejects.toMatchObject({
      name: 'QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    });
  });

  test.each([
    ['a name with a slash', 'a/b', {}, 'InvalidParameterValue'],
    ['a name of 81 characters', 'x'.repeat(81), {}, 'InvalidParameterValue'],
    ['a FIFO queue without .fifo', 'plain', { FifoQueue: 'true' }, 'InvalidParameterValue'],
    ['a standard queue with .fifo', 'odd.fifo', { FifoQueue: 'false' }, 'InvalidParameterValue'],
    ['a FIFO attribute on a standard queue', 'q', { ContentBasedDeduplication: 'true' }, 'InvalidAttributeName'],
    ['an attribute that does not exist', 'q', { Colour: 'red' }, 'InvalidAttributeName'],
    ['a visibility timeout of 13 hours', 'q', { VisibilityTimeout: '46800' }, 'InvalidAttributeValue'],
    ['a delay that is no number', 'q', { DelaySeconds: 'soon' }, 'InvalidAttributeValue'],
    ['a policy that is not JSON', 'q', { Policy: '{' }, 'InvalidAttributeValue'],
    [
      'a redrive policy without a count',
      'q',
      { RedrivePolicy: '{"deadLetterTargetArn":"x"}' },
      'InvalidParameterValue',
    ],
    [
      'a dead-letter queue that does not exist',
      'q',
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none","maxReceiveCount":3}' },
      'InvalidParameterValue',
    ],
    [
      'high throughput without message group scope',
      'q.fifo',
      { FifoThroughputLimit: 'perMessageGroupId' },
      'InvalidAttributeValue',
    ],
  ])('refuses %s', async (_, name, attributes, code) => {
    const { create } = await sqsCloud();
    await expect(create(name, attributes)).rejects.toMatchObject({ name: code });
  });

  test('the name of a deleted queue is free again after 60 seconds', async () => {
    const clock = handClock();
    const { create, client } = await sqsCloud({ clock });
    const url = await create('again');
    await client.send(new DeleteQueueCommand({ QueueUrl: url }));
    await expect(create('again')).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
    clock.advance(60_000);
    expect(await create('again')).toBe(url);
  });
});

describe('finding', () => {
  test('a URL names its queue by its path, whatever its host', async () => {
    const { create, send, receive } = await sqsCloud();
    const url = await create('orders');
    await send('https://sqs.us-east-1.amazonaws.com/000000000000/orders', 'hello');
    expect(await receive(url)).toMatchObject([{ Body: 'hello' }]);
  });

  test('a queue that is not there is refused in AWS words', async () => {
    const { client, cloud, receive } = await sqsCloud();
    const refusal = { name: 'QueueDoesNotExist', message: 'The specified queue does not exist.' };
    await expect(receive(`${cloud.url}/000000000000/none`)).rejects.toMatchObject(refusal);
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject(refusal);
  });

  test('lists by prefix, page by page', async () => {
    const { create, client } = await sqsCloud();
    for (const name of ['b-1', 'a-2', 'a-1', 'a-3']) await create(name);
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'a-', MaxResults: 2, NextToken }));
      seen.push(...(page.QueueUrls ?? []).map((url) => url.slice(url.lastIndexOf('/') + 1)));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen).toEqual(['a-1', 'a-2', 'a-3']);
  });
});

describe('changing', () => {
  test('attributes: what is set is told, with the time of the change; unknown ones are refused', async () => {
    const clock = handClock();
    const { create, client, attributes } = await sqsCloud({ clock });
    const QueueUrl = await create('orders');
    clock.advance(5_000);
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '7' } }));
    const told = await attributes(QueueUrl);
    expect(told).toMatchObject({ DelaySeconds: '7', MaximumMessageSize: '1048576', SqsManagedSseEnabled: 'true' });
    expect(Number(told.LastModifiedTimestamp) - Number(told.CreatedTimestamp)).toBe(5);
    const unknown = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Colour' as never] });
    await expect(client.send(unknown)).rejects.toMatchObject({ message: 'Unknown Attribute Colour.' });
    const fifo = new SetQueueAttributesCommand({ QueueUrl, Attributes: { FifoQueue: 'true' } });
    await expect(client.send(fifo)).rejects.toMatchObject({ name: 'InvalidAttributeName' });
  });

  test('an empty redrive policy takes it away', async () => {
    const { create, client, attributes, arnOf } = await sqsCloud();
    await create('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 });
    const QueueUrl = await create('orders', { RedrivePolicy });
    expect((await attributes(QueueUrl)).RedrivePolicy).toBe(RedrivePolicy);
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: '' } }));
    expect((await attributes(QueueUrl)).RedrivePolicy).toBeUndefined();
  });

  test('a dead-letter queue refuses sources that its redrive allow policy does not name', async () => {
    const { create, arnOf } = await sqsCloud();
    const RedriveAllowPolicy = JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [arnOf('friend')] });
    await create('dead', { RedriveAllowPolicy });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 });
    await create('friend', { RedrivePolicy });
    await expect(create('stranger', { RedrivePolicy })).rejects.toThrow(/does not allow .*stranger/);
  });

  test('tags are added, overwritten and taken away', async () => {
    const { create, client } = await sqsCloud();
    const QueueUrl = await create('orders');
    await client.send(new TagQueueCommand({ QueueUrl, Tags: { a: '1', b: '' } }));
    await client.send(new TagQueueCommand({ QueueUrl, Tags: { a: '2' } }));
    await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['b', 'c'] }));
    expect((await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ a: '2' });
  });

  test('permissions are statements of the policy, each under its label', async () => {
    const { create, client, attributes } = await sqsCloud();
    const QueueUrl = await create('orders');
    const permission = { QueueUrl, Label: 'them', AWSAccountIds: ['111111111111'], Actions: ['SendMessage'] };
    await client.send(new AddPermissionCommand(permission));
    const { Policy = '' } = await attributes(QueueUrl);
    expect(JSON.parse(Policy).Statement).toMatchObject([{ Sid: 'them', Action: 'SQS:SendMessage' }]);
    await expect(client.send(new AddPermissionCommand(permission))).rejects.toThrow('Already exists.');
    await client.send(new RemovePermissionCommand({ QueueUrl, Label: 'them' }));
    expect((await attributes(QueueUrl)).Policy).toBeUndefined();
    await expect(client.send(new RemovePermissionCommand({ QueueUrl, Label: 'them' }))).rejects.toThrow('find label');
  });

  test('a purge takes visible, delayed and in-flight messages, once in 60 seconds', async () => {
    const clock = handClock();
    const { create, client, send, receive, attributes } = await sqsCloud({ clock });
    const QueueUrl = await create('orders');
    await send(QueueUrl, 'in flight');
    await receive(QueueUrl);
    await send(QueueUrl, 'delayed', { DelaySeconds: 10 });
    await send(QueueUrl, 'visible');
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await attributes(QueueUrl)).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
    await expect(client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
    });
    clock.advance(60_000);
    await client.send(new PurgeQueueCommand({ QueueUrl }));
  });
});

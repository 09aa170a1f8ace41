/** Publishing: what arrives at queues and functions, what is filtered out, and what is refused. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AddPermissionCommand } from '@aws-sdk/client-lambda';
import { PublishBatchCommand, type PublishCommandInput, SetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { clientSettings } from '../../kit/cloud.ts';
import { functionArn, testFunctions } from '../../kit/functions.ts';
import { snsCloud, text } from './sns-cloud.ts';

const bytes = new Uint8Array([0, 255, 7]);

describe('a queue', () => {
  test('gets the envelope, with subject and attributes', async () => {
    const { topic, queue, subscribe, publish, received, cloud } = await snsCloud();
    const TopicArn = await topic();
    const arn = await subscribe(TopicArn, await queue('in'));
    const { MessageId } = await publish(TopicArn, 'hello', {
      Subject: 'Greeting',
      MessageAttributes: {
        kind: text('wave'),
        size: { DataType: 'Number', StringValue: '1.5' },
        raw: { DataType: 'Binary', BinaryValue: bytes },
      },
    });
    const [message] = await received('in');
    expect(message?.MessageAttributes).toBeUndefined();
    const body = JSON.parse(message?.Body ?? '');
    expect(body).toEqual({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'Greeting',
      Message: 'hello',
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      SignatureVersion: '1',
      Signature: expect.any(String),
      SigningCertURL: expect.stringContaining('https://sns.us-east-1.amazonaws.com/'),
      UnsubscribeURL: `${cloud.url}/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(arn)}`,
      MessageAttributes: {
        kind: { Type: 'String', Value: 'wave' },
        size: { Type: 'Number', Value: '1.5' },
        raw: { Type: 'Binary', Value: Buffer.from(bytes).toString('base64') },
      },
    });
  });

  test('gets the message itself when delivery is raw, with its attributes', async () => {
    const { topic, queue, subscribe, publish, received } = await snsCloud();
    const TopicArn = await topic();
    await subscribe(TopicArn, await queue('in'), { RawMessageDelivery: 'true' });
    const MessageAttributes = { kind: text('wave'), raw: { DataType: 'Binary', BinaryValue: bytes } };
    await publish(TopicArn, '{"a":1}', { MessageAttributes, MessageGroupId: 'tenant-1' });
    const [message] = await received('in');
    expect(message).toMatchObject({ Body: '{"a":1}', MessageAttributes });
  });

  test('gets the text of its own protocol when the message has a structure', async () => {
    const { topic, queue, subscribe, publish, received } = await snsCloud();
    const TopicArn = await topic();
    await subscribe(TopicArn, await queue('in'), { RawMessageDelivery: 'true' });
    const structured = (message: object) => publish(TopicArn, JSON.stringify(message), { MessageStructure: 'json' });
    await structured({ default: 'for all', sqs: 'for queues', email: 'for people' });
    await structured({ default: 'for all' });
    expect((await received('in')).map(({ Body }) => Body)).toEqual(['for queues', 'for all']);
  });
});

test('a function gets the event of AWS, asynchronously, when its policy lets the topic', async () => {
  const { cloud, topic, subscribe, publish } = await snsCloud();
  const { create, client } = testFunctions(cloud);
  await create('f', 'export const handler = async (event) => { console.log(JSON.stringify(event)); };');
  const TopicArn = await topic();
  const arn = await subscribe(TopicArn, functionArn('f'));
  const { MessageId } = await publish(TopicArn, 'refused');
  const refused = await cloud.engine.traces.find(
    ({ service, detail }) => service === 'sns' && detail?.MESSAGE_ID === MessageId,
  );
  expect(refused).toMatchObject({ action: 'deliver', outcome: 'AccessDeniedException' });
  const Permission = { StatementId: 't', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' };
  await client.send(new AddPermissionCommand({ FunctionName: 'f', ...Permission, SourceArn: TopicArn }));
  const invoked = cloud.engine.traces.find(({ service, action }) => service === 'lambda' && action === 'invoke');
  await publish(TopicArn, 'hello', { MessageAttributes: { kind: text('wave') } });
  await invoked;
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: '/aws/lambda/f', filterPattern: 'EventSubscriptionArn' }),
  );
  expect(JSON.parse(events[0]?.message?.replace(/^[^{]*/, '') ?? '')).toEqual({
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: arn,
        Sns: expect.objectContaining({
          Type: 'Notification',
          TopicArn,
          Subject: null,
          Message: 'hello',
          MessageAttributes: { kind: { Type: 'String', Value: 'wave' } },
        }),
      },
    ],
  });
});

test.each<[string, Partial<PublishCommandInput>, string]>([
  ['an empty message', { Message: '' }, 'Invalid parameter: Empty message'],
  ['a message that is too long', { Message: 'x'.repeat(262_145) }, 'Invalid parameter: Message too long'],
  ['a subject of two lines', { Subject: 'a\nb' }, 'Invalid parameter: Subject'],
  ['a subject that is too long', { Subject: 'x'.repeat(101) }, 'Invalid parameter: Subject'],
  ['a structure without default', { MessageStructure: 'json', Message: '{"sqs":"x"}' }, 'No default entry'],
  ['a structure that is no JSON', { MessageStructure: 'json', Message: 'x' }, 'failed to parse'],
  ['a structure that does not exist', { MessageStructure: 'xml' }, 'MessageStructure'],
  ['a deduplication id', { MessageDeduplicationId: 'x' }, 'not valid for this topic type'],
  ['a phone number', { PhoneNumber: '+15550100' }, 'Publish: PhoneNumber (SMS) is not supported'],
  ['a push endpoint', { TopicArn: 'arn:aws:sns:us-east-1:000000000000:endpoint/GCM/x' }, 'not supported'],
  ['no ARN', { TopicArn: 'news' }, 'Invalid parameter: TopicArn'],
  ['an attribute of no type', { MessageAttributes: { a: { DataType: 'Blob' } } }, 'invalid message attribute type'],
  ['an empty attribute', { MessageAttributes: { a: { DataType: 'String' } } }, 'must contain non-empty'],
  ['a number that is none', { MessageAttributes: { a: { DataType: 'Number', StringValue: 'x' } } }, 'Could not cast'],
  ['a name that is taken', { MessageAttributes: { 'AWS.a': text('b') } }, 'Invalid message attribute name'],
])('%s is refused, and nobody gets anything', async (_, input, message) => {
  const { topic, queue, subscribe, publish, received } = await snsCloud();
  const TopicArn = await topic();
  await subscribe(TopicArn, await queue('in'));
  await expect(publish(TopicArn, 'x', input)).rejects.toMatchObject({ message: expect.stringContaining(message) });
  expect(await received('in')).toEqual([]);
});

test('each entry of a batch has its own outcome; a batch that is wrong as a whole is refused', async () => {
  const { sns, topic, queue, subscribe, received } = await snsCloud();
  const TopicArn = await topic();
  await subscribe(TopicArn, await queue('in'), { RawMessageDelivery: 'true' });
  const batch = (entries: { Id: string; Message: string; Subject?: string }[]) =>
    sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }));
  const answer = await batch([
    { Id: 'a', Message: 'one' },
    { Id: 'b', Message: 'two', Subject: 'x\ny' },
    { Id: 'c', Message: 'three' },
  ]);
  expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
  expect(answer.Failed).toEqual([
    { Id: 'b', Code: 'InvalidParameter', Message: 'Invalid parameter: Subject', SenderFault: true },
  ]);
  expect((await received('in')).map(({ Body }) => Body)).toEqual(['one', 'three']);
  const many = Array.from({ length: 11 }, (_, i) => ({ Id: `${i}`, Message: 'x' }));
  await expect(batch(many)).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequestException' });
  await expect(batch([])).rejects.toMatchObject({ name: 'EmptyBatchRequestException' });
  await expect(
    batch([
      { Id: 'a', Message: 'x' },
      { Id: 'a', Message: 'y' },
    ]),
  ).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinctException' });
  await expect(batch([{ Id: 'a b', Message: 'x' }])).rejects.toMatchObject({ name: 'InvalidBatchEntryIdException' });
  const large = { Message: 'x'.repeat(140_000) };
  await expect(
    batch([
      { Id: 'a', ...large },
      { Id: 'b', ...large },
    ]),
  ).rejects.toMatchObject({ name: 'BatchRequestTooLongException' });
});

describe('a filter', () => {
  const attributes = {
    store: text('books_eu'),
    price: { DataType: 'Number', StringValue: '100' },
    tags: { DataType: 'String.Array', StringValue: '["a", "b", 3, true, null]' },
    ip: text('10.0.0.7'),
    blob: { DataType: 'Binary', BinaryValue: bytes },
  };
  test.each<[object, boolean]>([
    [{ store: ['books_eu'] }, true],
    [{ store: ['books_us'] }, false],
    [{ store: [{ prefix: 'books_' }] }, true],
    [{ store: [{ suffix: '_eu' }] }, true],
    [{ store: [{ 'anything-but': ['books_us', 'x'] }] }, true],
    [{ store: [{ 'anything-but': { prefix: 'books' } }] }, false],
    [{ store: [{ 'equals-ignore-case': 'BOOKS_EU' }] }, true],
    [{ price: [100] }, true],
    [{ price: ['100'] }, false],
    [{ price: [{ numeric: ['>', 50, '<=', 100] }] }, true],
    [{ price: [{ numeric: ['>', 100] }] }, false],
    [{ tags: ['b'] }, true],
    [{ tags: [3, 'c'] }, true],
    [{ tags: ['c'] }, false],
    [{ ip: [{ cidr: '10.0.0.0/24' }] }, true],
    [{ other: [{ exists: false }] }, true],
    [{ other: [{ 'anything-but': 'x' }] }, false],
    [{ store: [{ exists: true }], other: ['x'] }, false],
    [{ blob: [{ exists: true }] }, false],
    [{ $or: [{ other: ['x'] }, { price: [100] }] }, true],
  ])('on attributes: %j is %s', async (policy, accepted) => {
    const { topic, queue, subscribe, publish, received } = await snsCloud();
    const TopicArn = await topic();
    await subscribe(TopicArn, await queue('in'), { FilterPolicy: JSON.stringify(policy) });
    await publish(TopicArn, 'x', { MessageAttributes: attributes });
    expect((await received('in')).length).toBe(accepted ? 1 : 0);
  });

  test('that wants an attribute to be absent wants others to be there', async () => {
    const { topic, queue, subscribe, publish, received } = await snsCloud();
    const TopicArn = await topic();
    const FilterPolicy = JSON.stringify({ other: [{ exists: false }] });
    await subscribe(TopicArn, await queue('in'), { FilterPolicy, RawMessageDelivery: 'true' });
    await publish(TopicArn, 'without any');
    await publish(TopicArn, 'with one', { MessageAttributes: { kind: text('wave') } });
    expect((await received('in')).map(({ Body }) => Body)).toEqual(['with one']);
  });

  test.each<[object, string, boolean]>([
    [{ order: { lines: { sku: ['a'] } } }, '{"order":{"lines":[{"sku":"b"},{"sku":"a"}]}}', true],
    [{ order: { total: [{ numeric: ['>=', 10] }] } }, '{"order":{"total":9.5}}', false],
    [{ order: ['a'] }, 'no JSON', false],
    [{ order: [{ exists: false }] }, '{"other":1}', true],
    [{ order: ['a'] }, `{"order":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, false],
  ])('on the body: %j of %.80s is %s', async (policy, body, accepted) => {
    const { topic, queue, subscribe, publish, received } = await snsCloud();
    const TopicArn = await topic();
    const scope = { FilterPolicyScope: 'MessageBody', FilterPolicy: JSON.stringify(policy) };
    await subscribe(TopicArn, await queue('in'), scope);
    await publish(TopicArn, body);
    expect((await received('in')).length).toBe(accepted ? 1 : 0);
  });

  test('counts from the next message on, and an empty one takes all', async () => {
    const { sns, topic, queue, subscribe, publish, received } = await snsCloud();
    const TopicArn = await topic();
    const SubscriptionArn = await subscribe(TopicArn, await queue('in'), { RawMessageDelivery: 'true' });
    const filter = (AttributeValue: string) =>
      sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue }),
      );
    await publish(TopicArn, '1');
    await filter('{"a":["b"]}');
    await publish(TopicArn, '2');
    await filter('{}');
    await publish(TopicArn, '3');
    expect((await received('in')).map(({ Body }) => Body)).toEqual(['1', '3']);
  });
});

/** Messages: what is sent arrives as it was, once; what SQS would refuse is refused, in a batch one by one. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { bodies, sqsCloud } from './sqs-cloud.ts';

describe('one message', () => {
  test('arrives with its attributes, digests and system attributes, and is gone when it is deleted', async () => {
    const { create, send, receive, remove } = await sqsCloud();
    const url = await create('orders');
    const sent = await send(url, 'hello', {
      MessageAttributes: {
        count: { DataType: 'Number', StringValue: '3' },
        raw: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2, 255]) },
      },
      MessageSystemAttributes: {
        AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a9' },
      },
    });
    expect(sent.MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/);
    const [message = {}] = await receive(url, { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hello',
      MD5OfBody: '5d41402abc4b2a76b9719d911017c592',
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes: { count: { DataType: 'Number', StringValue: '3' } },
      Attributes: { ApproximateReceiveCount: '1', AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a9' },
    });
    expect(Buffer.from(message.MessageAttributes?.raw?.BinaryValue ?? [])).toEqual(Buffer.from([1, 2, 255]));
    await remove(url, message);
    await remove(url, message); // again: nothing happens
    expect(await receive(url, { VisibilityTimeout: 0 })).toEqual([]);
  });

  test('a receiver gets the attributes that it names, by name or prefix', async () => {
    const { create, send, receive } = await sqsCloud();
    const url = await create('orders');
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    await send(url, 'x', { MessageAttributes: { 'a.one': text('1'), 'a.two': text('2'), b: text('3') } });
    const names = async (MessageAttributeNames: string[]) => {
      const [message] = await receive(url, { MessageAttributeNames, VisibilityTimeout: 0 });
      return Object.keys(message?.MessageAttributes ?? {});
    };
    expect(await names(['a.*'])).toEqual(['a.one', 'a.two']);
    expect(await names(['b', 'none'])).toEqual(['b']);
    expect(await names(['.*'])).toHaveLength(3);
    expect(await names([])).toEqual([]);
    await expect(receive(url, { MessageSystemAttributeNames: ['Colour' as never] })).rejects.toThrow(
      'Unknown Attribute Colour.',
    );
  });

  const attribute = (DataType: string, StringValue: string) => ({
    MessageAttributes: { a: { DataType, StringValue } },
  });
  test.each([
    ['an empty body', '', {}, 'MissingParameter'],
    ['a control character', 'a\u0000b', {}, 'InvalidMessageContents'],
    ['a body over the limit', 'x'.repeat(1_048_577), {}, 'InvalidParameterValue'],
    ['a delay over 15 minutes', 'x', { DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['an empty attribute', 'x', attribute('String', ''), 'InvalidParameterValue'],
    ['an attribute of an unknown type', 'x', attribute('Date', '1'), 'InvalidParameterValue'],
    ['a number that is none', 'x', attribute('Number', 'ten'), 'InvalidParameterValue'],
    ['a deduplication id on a standard queue', 'x', { MessageDeduplicationId: 'd' }, 'InvalidParameterValue'],
    [
      'eleven attributes',
      'x',
      {
        MessageAttributes: Object.fromEntries(
          [...'abcdefghijk'].map((n) => [n, { DataType: 'String', StringValue: 'v' }]),
        ),
      },
      'InvalidParameterValue',
    ],
  ])('refuses %s and keeps nothing of it', async (_, body, more, code) => {
    const { create, send, receive } = await sqsCloud();
    const url = await create('orders');
    await expect(send(url, body, more)).rejects.toMatchObject({ name: code });
    expect(await receive(url)).toEqual([]);
  });

  test('a receipt handle that was never given is refused; so is a wait of 21 seconds', async () => {
    const { create, remove, receive } = await sqsCloud();
    const url = await create('orders');
    await expect(remove(url, { ReceiptHandle: 'garbage' })).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
    await expect(receive(url, { WaitTimeSeconds: 21 })).rejects.toThrow(
      'Value 21 for parameter WaitTimeSeconds is invalid',
    );
    await expect(receive(url, { MaxNumberOfMessages: 11 })).rejects.toThrow('Must be between 1 and 10, if provided.');
  });

  test('a parameter that is not supported is refused by name', async () => {
    const { cloud, create } = await sqsCloud();
    const url = await create('orders');
    const answer = await fetch(cloud.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ QueueUrl: url, MessageBody: 'x', Colour: 'red' }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      __type: 'UnsupportedOperation',
      message: expect.stringContaining('Colour'),
    });
  });
});

describe('batches', () => {
  test('a bad entry fails alone, the good ones are taken', async () => {
    const { create, client, receive } = await sqsCloud();
    const QueueUrl = await create('orders', { MaximumMessageSize: '1024' });
    const Entries = [
      { Id: 'good', MessageBody: 'one' },
      { Id: 'large', MessageBody: 'x'.repeat(1_025) },
      { Id: 'late', MessageBody: 'two', DelaySeconds: 901 },
    ];
    const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(Successful).toMatchObject([{ Id: 'good' }]);
    expect(Failed).toMatchObject([
      { Id: 'large', Code: 'InvalidParameterValue', SenderFault: true },
      { Id: 'late', Code: 'InvalidParameterValue', SenderFault: true },
    ]);
    expect(bodies(await receive(QueueUrl))).toEqual(['one']);
  });

  const entries = (...ids: string[]) => ids.map((Id) => ({ Id, MessageBody: 'x' }));
  test.each([
    ['without entries', [], 'EmptyBatchRequest'],
    ['of eleven', entries(...'abcdefghijk'), 'TooManyEntriesInBatchRequest'],
    ['with an id twice', entries('a', 'b', 'a'), 'BatchEntryIdsNotDistinct'],
    ['with an id of wrong characters', entries('a b'), 'InvalidBatchEntryId'],
    [
      'of more than a mebibyte together',
      entries('a', 'b').map((entry) => ({ ...entry, MessageBody: 'x'.repeat(600_000) })),
      'BatchRequestTooLong',
    ],
  ])('a batch %s is refused whole', async (_, Entries, code) => {
    const { create, client, receive } = await sqsCloud();
    const QueueUrl = await create('orders');
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({ name: code });
    expect(await receive(QueueUrl)).toEqual([]);
  });

  test('deletes and visibility changes tell each outcome', async () => {
    const { create, client, send, receive } = await sqsCloud();
    const QueueUrl = await create('orders');
    for (const body of ['one', 'two']) await send(QueueUrl, body);
    const [first, second] = await receive(QueueUrl);
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: first?.ReceiptHandle },
          { Id: 'b', ReceiptHandle: 'garbage' },
        ],
      }),
    );
    expect(deleted).toMatchObject({ Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }] });
    const changed = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: 'b', ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 },
        ],
      }),
    );
    expect(changed).toMatchObject({ Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', Code: 'InvalidParameterValue' }] });
    expect(bodies(await receive(QueueUrl))).toEqual(['two']);
  });
});

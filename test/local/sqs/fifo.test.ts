/** FIFO queues: one message per deduplication id, order within a group, and a group that waits for its oldest message. */
import { ChangeMessageVisibilityCommand, PurgeQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { handClock } from '../../kit/hand-clock.ts';
import { bodies, sqsCloud } from './sqs-cloud.ts';

const inGroup = (MessageGroupId: string) => ({ MessageGroupId });

describe('deduplication', () => {
  test('the same content within five minutes is one message, with the first answer; also after it was deleted', async () => {
    const clock = handClock();
    const { create, send, receive, remove } = await sqsCloud({ clock });
    const url = await create('orders.fifo', { ContentBasedDeduplication: 'true' });
    const first = await send(url, 'same', inGroup('a'));
    const second = await send(url, 'same', inGroup('b'));
    expect([second.MessageId, second.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
    const messages = await receive(url);
    expect(messages).toMatchObject([{ MessageId: first.MessageId }]);
    await remove(url, messages[0] ?? {});
    clock.advance(299_999);
    await send(url, 'same', inGroup('a'));
    expect(await receive(url)).toEqual([]);
    clock.advance(1);
    await send(url, 'same', inGroup('a'));
    expect(await receive(url)).toHaveLength(1);
  });

  test('with message group scope, each group counts by itself; a change of scope takes a minute', async () => {
    const clock = handClock();
    const { create, client, send, receive } = await sqsCloud({ clock });
    const QueueUrl = await create('orders.fifo', { DeduplicationScope: 'messageGroup' });
    const sendTo = (group: string, id: string) =>
      send(QueueUrl, group, { ...inGroup(group), MessageDeduplicationId: id });
    await sendTo('a', 'one');
    await sendTo('b', 'one');
    expect(bodies(await receive(QueueUrl))).toEqual(['a', 'b']);
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DeduplicationScope: 'queue' } }));
    await sendTo('c', 'one');
    expect(bodies(await receive(QueueUrl))).toEqual(['c']);
    clock.advance(60_000);
    await sendTo('d', 'two');
    await sendTo('e', 'two');
    expect(bodies(await receive(QueueUrl)).filter((body) => body === 'e')).toEqual([]);
  });

  test('a purge forgets what was sent', async () => {
    const { create, client, send, receive } = await sqsCloud();
    const QueueUrl = await create('orders.fifo', { ContentBasedDeduplication: 'true' });
    await send(QueueUrl, 'same', inGroup('a'));
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    await send(QueueUrl, 'same', inGroup('a'));
    expect(await receive(QueueUrl)).toHaveLength(1);
  });

  test.each([
    ['a group', { MessageDeduplicationId: 'd' }, 'MissingParameter'],
    ['a deduplication id', { MessageGroupId: 'g' }, 'InvalidParameterValue'],
    ['a fitting group id', { MessageGroupId: 'ä', MessageDeduplicationId: 'd' }, 'InvalidParameterValue'],
  ])('a message without %s is refused', async (_, more, name) => {
    const { create, send } = await sqsCloud();
    await expect(send(await create('orders.fifo'), 'x', more)).rejects.toMatchObject({ name });
  });
});

describe('order', () => {
  async function twoGroups() {
    const clock = handClock();
    const sqs = await sqsCloud({ clock });
    const url = await sqs.create('orders.fifo', { ContentBasedDeduplication: 'true', VisibilityTimeout: '30' });
    for (const body of ['a1', 'b1', 'a2', 'b2', 'a3']) await sqs.send(url, body, inGroup(body.slice(0, 1)));
    return { ...sqs, clock, url };
  }

  test('messages come group by group, in the order of their sending, with rising sequence numbers', async () => {
    const { receive, url } = await twoGroups();
    const messages = await receive(url, { MessageSystemAttributeNames: ['SequenceNumber', 'MessageGroupId'] });
    expect(bodies(messages)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
    const numbers = messages.slice(0, 3).map(({ Attributes }) => Attributes?.SequenceNumber ?? '');
    expect(numbers).toEqual([...numbers].sort());
    expect(numbers[0]).toMatch(/^\d{20}$/);
  });

  test('a group in flight waits, others do not; it goes on when its message is deleted', async () => {
    const { receive, remove, url } = await twoGroups();
    const one = { MaxNumberOfMessages: 1 };
    const [a1 = {}] = await receive(url, one);
    expect(a1.Body).toBe('a1');
    expect(bodies(await receive(url))).toEqual(['b1', 'b2']);
    expect(await receive(url)).toEqual([]);
    await remove(url, a1);
    expect(bodies(await receive(url, one))).toEqual(['a2']);
  });

  test('a message that comes back comes before those behind it', async () => {
    const { clock, receive, url, client } = await twoGroups();
    const [a1, a2, a3] = await receive(url, { MaxNumberOfMessages: 3 });
    expect(bodies([a1 ?? {}, a2 ?? {}, a3 ?? {}])).toEqual(['a1', 'a2', 'a3']);
    const change = { QueueUrl: url, ReceiptHandle: a3?.ReceiptHandle, VisibilityTimeout: 60 };
    await client.send(new ChangeMessageVisibilityCommand(change));
    clock.advance(30_000);
    expect(bodies(await receive(url))).toEqual(['b1', 'b2', 'a1', 'a2']);
    expect(await receive(url)).toEqual([]);
  });

  test('a receipt that has run out deletes nothing', async () => {
    const { clock, receive, remove, url } = await twoGroups();
    const [a1 = {}] = await receive(url, { MaxNumberOfMessages: 1 });
    clock.advance(30_000);
    await expect(remove(url, a1)).rejects.toThrow('The receipt handle has expired.');
  });

  test('a receive that is tried again gets the same messages with the same receipts', async () => {
    const { receive, remove, url } = await twoGroups();
    const attempt = { MaxNumberOfMessages: 2, ReceiveRequestAttemptId: 'try-1' };
    const first = await receive(url, attempt);
    expect(await receive(url, attempt)).toEqual(first);
    await remove(url, first[0] ?? {});
    expect(bodies(await receive(url, attempt))).toEqual(['b1', 'b2']);
  });
});

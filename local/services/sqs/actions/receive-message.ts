/**
 * Takes messages that are visible and hides them; with a wait, when none is there yet, until one is.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
import type { Message as AwsMessage } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action, type Call } from '../../../engine/service.ts';
import { invalidValue, overLimit } from '../errors.ts';
import { LONGEST_VISIBILITY_S, LONGEST_WAIT_S, MOST_BATCH_ENTRIES, MOST_IN_FLIGHT } from '../limits.ts';
import { md5OfAttributes } from '../md5.ts';
import type { Message, MessageAttributes } from '../message.ts';
import type { Queue } from '../queue/queue.ts';
import { messageAttributesOf, systemAttributesAsked, systemAttributesOf } from '../received.ts';
import type { Sqs } from '../sqs.ts';

const input = z.strictObject({
  QueueUrl: z.string(),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
  MaxNumberOfMessages: z.number().int().default(1),
  VisibilityTimeout: z.number().int().optional(),
  WaitTimeSeconds: z.number().int().optional(),
  ReceiveRequestAttemptId: z.string().optional(),
});
type Input = z.output<typeof input>;

function check({
  MaxNumberOfMessages: most,
  VisibilityTimeout: visibility = 0,
  WaitTimeSeconds: wait = 0,
}: Input): void {
  if (most < 1 || most > MOST_BATCH_ENTRIES)
    throw invalidValue(most, 'MaxNumberOfMessages', `Must be between 1 and ${MOST_BATCH_ENTRIES}, if provided.`);
  if (visibility < 0 || visibility > LONGEST_VISIBILITY_S)
    throw invalidValue(visibility, 'VisibilityTimeout', `Must be >= 0 and <= ${LONGEST_VISIBILITY_S}, if provided.`);
  if (wait < 0 || wait > LONGEST_WAIT_S)
    throw invalidValue(wait, 'WaitTimeSeconds', `Must be >= 0 and <= ${LONGEST_WAIT_S}, if provided.`);
}

/** Binary values stay base64: that is how they travel. */
type WireMessage = Omit<AwsMessage, 'MessageAttributes'> & { MessageAttributes: MessageAttributes | undefined };

function answerOf(queue: Queue, messages: readonly Message[], asked: Input): { Messages?: WireMessage[] } {
  if (messages.length === 0) return {};
  const names = systemAttributesAsked([...asked.AttributeNames, ...asked.MessageSystemAttributeNames]);
  return {
    Messages: messages.map((message): WireMessage => {
      const attributes = messageAttributesOf(message.stored.attributes, asked.MessageAttributeNames);
      return {
        MessageId: message.stored.id,
        ReceiptHandle: queue.handleOf(message),
        MD5OfBody: message.stored.md5,
        Body: message.stored.body,
        Attributes: names.length > 0 ? systemAttributesOf(message, names) : undefined,
        MD5OfMessageAttributes: md5OfAttributes(attributes),
        MessageAttributes: attributes,
      };
    }),
  };
}

/** Waits until `take` gives messages, the time is up, or the client has gone. */
function longPoll(
  { engine }: Sqs,
  queue: Queue,
  waitMs: number,
  call: Call,
  take: () => Message[],
): Promise<Message[]> {
  return new Promise((resolve) => {
    const end = (messages: Message[]) => {
      cancelPoll();
      cancelTimer();
      call.signal.removeEventListener('abort', giveUp);
      resolve(messages);
    };
    const giveUp = () => end([]);
    const cancelTimer = engine.clock.at(engine.clock.now() + waitMs, giveUp);
    const cancelPoll = queue.poll(() => {
      const messages = take();
      if (messages.length > 0) end(messages);
      return messages.length > 0;
    });
    call.signal.addEventListener('abort', giveUp);
    if (call.signal.aborted) giveUp();
  });
}

export const receiveMessage = (sqs: Sqs): Action =>
  action({
    name: 'ReceiveMessage',
    input,
    resource: ({ QueueUrl }) => sqs.queues.arnOf(QueueUrl),
    async run(asked, call) {
      const queue = sqs.queues.byUrl(asked.QueueUrl);
      check(asked);
      systemAttributesAsked([...asked.AttributeNames, ...asked.MessageSystemAttributeNames]);
      if (!queue.fifo && queue.counts().inFlight >= MOST_IN_FLIGHT) throw overLimit();
      const visibilityMs = asked.VisibilityTimeout === undefined ? undefined : asked.VisibilityTimeout * 1_000;
      const { MaxNumberOfMessages: most, ReceiveRequestAttemptId: attempt } = asked;
      const take = () =>
        queue.fifo && attempt !== undefined
          ? queue.attempts.receive(queue, attempt, sqs.engine.clock.now(), most, visibilityMs)
          : queue.receive(most, visibilityMs);
      const waitMs = asked.WaitTimeSeconds === undefined ? queue.settings.waitMs : asked.WaitTimeSeconds * 1_000;
      const messages = take();
      const found = messages.length > 0 || waitMs === 0 ? messages : await longPoll(sqs, queue, waitMs, call, take);
      if (found.length === 0) queue.tally.count('emptyReceives', 1);
      return answerOf(queue, found, asked);
    },
  });

/**
 * From a request to a draft: the checks that SQS makes of a message before it takes it, in AWS's sentences.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
import { hash } from 'node:crypto';
import * as z from 'zod';
import { invalidContents, invalidParameter, invalidValue, missingParameter } from './errors.ts';
import { LONGEST_DELAY_S, MOST_MESSAGE_ATTRIBUTES } from './limits.ts';
import type { Draft, MessageAttribute, MessageAttributes } from './message.ts';
import type { Queue } from './queue/queue.ts';

const attribute = z.strictObject({
  DataType: z.string(),
  StringValue: z.string().optional(),
  /** Base64, as it travels in JSON. */
  BinaryValue: z.string().optional(),
  StringListValues: z
    .array(z.string())
    .max(0, 'SQS reserves StringListValues; it is not implemented there.')
    .optional(),
  BinaryListValues: z
    .array(z.string())
    .max(0, 'SQS reserves BinaryListValues; it is not implemented there.')
    .optional(),
});

/** The members that SendMessage and an entry of SendMessageBatch share. */
export const messageMembers = {
  MessageBody: z.string().optional(),
  DelaySeconds: z.number().int().optional(),
  MessageAttributes: z.record(z.string(), attribute).optional(),
  MessageSystemAttributes: z.record(z.string(), attribute).optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
};
const members = z.object(messageMembers);
export type MessageInput = z.output<typeof members>;

const FORBIDDEN_CHARACTER = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const FIFO_ID = /^[!-~]{1,128}$/;

/** Checks a message for a queue. Throws AWS's error. */
export function draftOf(queue: Queue, input: MessageInput, senderId: string): Draft {
  const body = input.MessageBody;
  if (!body) throw missingParameter('MessageBody');
  if (FORBIDDEN_CHARACTER.test(body)) throw invalidContents();
  checkAttributes(input.MessageAttributes);
  if (messageBytes(input) > queue.settings.largestMessageBytes)
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.largestMessageBytes} bytes.`,
    );
  return {
    body,
    senderId,
    attributes: emptyAsAbsent(input.MessageAttributes),
    traceHeader: traceHeaderOf(input.MessageSystemAttributes),
    delayMs: delayMsOf(queue, input.DelaySeconds),
    groupId: groupIdOf(queue, input.MessageGroupId),
    dedupId: dedupIdOf(queue, body, input.MessageDeduplicationId),
  };
}

/** What counts against the size limits: the body, and names, types and values of the attributes. */
export function messageBytes({ MessageBody = '', MessageAttributes = {} }: MessageInput): number {
  let bytes = Buffer.byteLength(MessageBody);
  for (const [name, { DataType, StringValue = '', BinaryValue = '' }] of Object.entries(MessageAttributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
    bytes += Buffer.byteLength(BinaryValue, 'base64');
  }
  return bytes;
}

const emptyAsAbsent = (attributes: MessageAttributes | undefined): MessageAttributes | undefined =>
  attributes && Object.keys(attributes).length > 0 ? attributes : undefined;

function delayMsOf(queue: Queue, seconds: number | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (seconds < 0 || seconds > LONGEST_DELAY_S)
    throw invalidValue(seconds, 'DelaySeconds', `DelaySeconds must be >= 0 and <= ${LONGEST_DELAY_S}.`);
  if (!queue.fifo) return seconds * 1_000;
  if (seconds > 0)
    throw invalidValue(seconds, 'DelaySeconds', 'The request include parameter that is not valid for this queue type.');
  return undefined;
}

function groupIdOf(queue: Queue, id: string | undefined): string | undefined {
  if (id === undefined) {
    if (queue.fifo) throw missingParameter('MessageGroupId');
    return undefined;
  }
  return fifoId(id, 'MessageGroupId');
}

/** A FIFO queue has one, given or made of the body. */
function dedupIdOf(queue: Queue, body: string, id: string | undefined): string | undefined {
  if (id !== undefined) {
    if (!queue.fifo)
      throw invalidValue(
        id,
        'MessageDeduplicationId',
        'The request include parameter that is not valid for this queue type.',
      );
    return fifoId(id, 'MessageDeduplicationId');
  }
  if (!queue.fifo) return undefined;
  if (queue.settings.contentBasedDeduplication) return hash('sha256', body);
  throw invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

function fifoId(id: string, parameter: string): string {
  if (FIFO_ID.test(id)) return id;
  throw invalidValue(
    id,
    parameter,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

function traceHeaderOf(attributes: MessageAttributes | undefined): string | undefined {
  for (const [name, { DataType, StringValue }] of Object.entries(attributes ?? {})) {
    if (name !== 'AWSTraceHeader')
      throw invalidParameter(`Message system attribute name '${name}' is invalid. The only one is AWSTraceHeader.`);
    if (DataType !== 'String' || !StringValue)
      throw invalidParameter(`Message system attribute '${name}' must contain a non-empty value of type 'String'.`);
    return StringValue;
  }
  return undefined;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
function checkAttributes(attributes: MessageAttributes | undefined): void {
  const entries = Object.entries(attributes ?? {});
  if (entries.length > MOST_MESSAGE_ATTRIBUTES)
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MOST_MESSAGE_ATTRIBUTES}].`,
    );
  for (const [name, value] of entries) {
    checkAttributeName(name);
    checkAttributeValue(name, value);
  }
}

function checkAttributeName(name: string): void {
  const allowed = /^[\w.-]{1,256}$/.test(name) && !/^(aws\.|amazon\.|\.)|\.\.|\.$/i.test(name);
  if (!allowed)
    throw invalidParameter(
      `Message (user) attribute name '${name}' is invalid: 1 to 256 letters, digits, underscores, hyphens and periods; no leading AWS. or Amazon., no leading, trailing or doubled period.`,
    );
}

function checkAttributeValue(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  const [kind] = DataType.split('.', 1);
  if (kind !== 'String' && kind !== 'Number' && kind !== 'Binary')
    throw invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  const value = kind === 'Binary' ? BinaryValue : StringValue;
  if (!value)
    throw invalidParameter(`Message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`);
  if (kind === 'Binary') return;
  if (FORBIDDEN_CHARACTER.test(value)) throw invalidContents();
  if (kind === 'Number' && !Number.isFinite(Number(value)))
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
}

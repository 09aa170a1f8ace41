/**
 * From a request to a message: the checks that SNS makes of it, in AWS's sentences.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
import * as z from 'zod';
import type { Engine } from '../../engine/engine.ts';
import { invalidParameter, invalidValue } from './errors.ts';
import { LARGEST_MESSAGE_BYTES, LONGEST_SUBJECT_CHARS } from './limits.ts';
import type { Message, MessageAttribute } from './model.ts';

const attribute = z.strictObject({
  DataType: z.string().default(''),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

/** The members that Publish and an entry of PublishBatch share. */
export const messageMembers = {
  Message: z.string().default(''),
  Subject: z.string().optional(),
  MessageStructure: z.string().optional(),
  MessageAttributes: z.record(z.string(), attribute).default({}),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
};
const members = z.object(messageMembers);
export type MessageInput = z.output<typeof members>;

/** What counts against the limit: the text, and names, types and values of the attributes. */
export function messageBytes({ Message: text, MessageAttributes }: MessageInput): number {
  let bytes = Buffer.byteLength(text);
  for (const [name, { DataType, StringValue = '', BinaryValue = '' }] of Object.entries(MessageAttributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
    bytes += Buffer.byteLength(BinaryValue, 'base64');
  }
  return bytes;
}

/** Throws AWS's errors. */
export function messageOf(engine: Engine, input: MessageInput): Message {
  const { Subject: subject, MessageGroupId: groupId } = input;
  if (input.Message === '') throw invalidParameter('Empty message');
  if (input.MessageDeduplicationId !== undefined)
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  if (groupId !== undefined && !/^[!-~]{1,128}$/.test(groupId)) throw invalidParameter('MessageGroupId');
  if (subject !== undefined) checkSubject(subject);
  const attributes = Object.fromEntries(
    Object.entries(input.MessageAttributes).map(([name, value]) => [name, checkedAttribute(name, value)]),
  );
  if (messageBytes(input) > LARGEST_MESSAGE_BYTES) throw invalidParameter('Message too long');
  const texts = textsOf(input);
  return {
    id: engine.random.uuid(),
    atMs: engine.clock.now(),
    text: texts.default ?? input.Message,
    texts,
    attributes,
    ...(subject !== undefined && { subject }),
    ...(groupId !== undefined && { groupId }),
  };
}

function checkSubject(subject: string): void {
  if (subject.length > LONGEST_SUBJECT_CHARS || !/^[!-~][ -~]*$/.test(subject)) throw invalidParameter('Subject');
}

/** Texts by protocol of a message with a structure; none without. */
function textsOf({ Message: text, MessageStructure: structure }: MessageInput): Readonly<Record<string, string>> {
  if (structure === undefined) return {};
  if (structure !== 'json') throw invalidParameter(`MessageStructure Reason: ${structure} is not json`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  const entries = Object.entries(parsed !== null && typeof parsed === 'object' ? parsed : {}) as [string, unknown][];
  const texts = Object.fromEntries(
    entries.flatMap(([protocol, value]) => (typeof value === 'string' ? [[protocol, value]] : [])),
  ) as Record<string, string>;
  if (texts.default === undefined) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return texts;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function checkedAttribute(
  name: string,
  { DataType, StringValue, BinaryValue }: z.output<typeof attribute>,
): MessageAttribute {
  if (!/^(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/.test(name) || /^(aws|amazon)\./i.test(name))
    throw invalidValue(
      `Invalid message attribute name '${name}': it can contain A-Z, a-z, 0-9, underscore, hyphen and period, neither first nor last nor twice running, and must not start with AWS. or Amazon.`,
    );
  const [kind] = DataType.split('.');
  if (kind !== 'String' && kind !== 'Number' && kind !== 'Binary')
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const value = kind === 'Binary' ? BinaryValue : StringValue;
  if (!value)
    throw invalidValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${kind}'.`,
    );
  if (kind === 'Binary') return { DataType, BinaryValue: value };
  if (kind === 'Number' && !NUMBER.test(value))
    throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
  return { DataType, StringValue: value };
}

/**
 * What a receiver gets of a message: the system attributes and the message attributes that it asked for.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
import { unknownAttribute } from './errors.ts';
import type { Message, MessageAttributes } from './message.ts';

const SYSTEM_ATTRIBUTES: Readonly<Record<string, (message: Message) => string | undefined>> = {
  SenderId: ({ stored }) => stored.senderId,
  SentTimestamp: ({ stored }) => String(stored.sentAtMs),
  ApproximateReceiveCount: ({ stored, receives }) => String((stored.receivedBefore ?? 0) + receives),
  ApproximateFirstReceiveTimestamp: ({ firstReceivedAtMs }) => String(firstReceivedAtMs),
  SequenceNumber: ({ stored }) => stored.sequenceNumber,
  MessageDeduplicationId: ({ stored }) => stored.dedupId,
  MessageGroupId: ({ stored }) => stored.groupId,
  AWSTraceHeader: ({ stored }) => stored.traceHeader,
  DeadLetterQueueSourceArn: ({ stored }) => stored.deadLetterSource,
};

/** The system attributes asked for, in a form that costs nothing per message. Throws InvalidAttributeName. */
export function systemAttributesAsked(names: readonly string[]): readonly string[] {
  if (names.includes('All')) return Object.keys(SYSTEM_ATTRIBUTES);
  for (const name of names) if (!Object.hasOwn(SYSTEM_ATTRIBUTES, name)) throw unknownAttribute(name);
  return names;
}

export const ALL_SYSTEM_ATTRIBUTES: readonly string[] = Object.keys(SYSTEM_ATTRIBUTES);

export function systemAttributesOf(message: Message, names: readonly string[]): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of names) {
    const value = SYSTEM_ATTRIBUTES[name]?.(message);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

/** Names, or prefixes with `.*`; `All` and `.*` are every one. Undefined when none is left. */
export function messageAttributesOf(
  attributes: MessageAttributes | undefined,
  asked: readonly string[],
): MessageAttributes | undefined {
  if (!attributes || asked.length === 0) return undefined;
  if (asked.includes('All') || asked.includes('.*')) return attributes;
  const wanted = (name: string) =>
    asked.some((one) => one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))));
  const found = Object.entries(attributes).filter(([name]) => wanted(name));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

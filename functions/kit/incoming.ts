/** Reads a queue record: an EventBridge event around a message. What is wrong with it is said with a stable code. */
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { MAX_HOPS, type Message, messageSchema } from '../../contracts/message.ts';
import type { System } from '../../contracts/system.ts';
import { PayloadLost, type Payloads } from './payloads.ts';

/** A message that no retry can help: it goes to the dead-letter queue at once. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
  readonly code: string;
  constructor(code: string, reason: string) {
    super(reason);
    this.code = code;
  }
}

const event = z.looseObject({ detail: z.looseObject({}) });

/** The body of a record as JSON. Throws Undeliverable. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Undeliverable('NotJson', 'The queue message is not JSON.');
  }
}

/** The message in a record, however many hops it has made, envelope checked, payload not. Throws Undeliverable. */
export function envelopeOf(record: Pick<SQSRecord, 'body'>): Message {
  const parsed = messageSchema.safeParse(event.safeParse(jsonOf(record.body)).data?.detail);
  if (!parsed.success)
    throw new Undeliverable(
      'NotAMessage',
      `The queue message is not an event around a message: ${z.prettifyError(parsed.error)}`,
    );
  return parsed.data;
}

/** The message in a record for whoever handles it: one that goes round in a loop ends here. Throws Undeliverable. */
export function messageOf(record: SQSRecord): Message {
  const message = envelopeOf(record);
  if (message.hops > MAX_HOPS)
    throw new Undeliverable(
      'TooManyHops',
      `The message has made ${message.hops} hops; the limit is ${MAX_HOPS}. It probably goes round in a loop.`,
    );
  return message;
}

/** The message with its payload, brought from where it was put aside. Throws Undeliverable when it is not there as claimed. */
export async function withPayload(payloads: Payloads, message: Message): Promise<Message> {
  if (!message.claim) return message;
  const { claim, ...rest } = message;
  try {
    return { ...rest, payload: JSON.parse(await payloads.fetch(claim)) };
  } catch (error) {
    if (error instanceof PayloadLost) throw new Undeliverable('PayloadLost', error.message);
    throw error;
  }
}

/** The message with its payload checked against its type's schema. Throws Undeliverable. */
export function checkedPayload(system: System, message: Message): Message {
  const schema = system.messages[message.type];
  if (!schema)
    throw new Undeliverable('UnknownType', `${message.type} is not a message type of system ${system.name}.`);
  const payload = schema.safeParse(message.payload);
  if (!payload.success)
    throw new Undeliverable(
      'InvalidPayload',
      `The payload breaks the schema of ${message.type}: ${z.prettifyError(payload.error)}`,
    );
  return { ...message, payload: payload.data };
}

export const isExpired = (message: Message, now: Date): boolean =>
  message.expiresAt !== undefined && message.expiresAt <= now.toISOString();

/**
 * The envelope: what every message carries, whoever sends it. Owns its fields and limits; payloads belong to the systems.
 * Rules: the id is made once by the sender and is the deduplication key everywhere; times are UTC with milliseconds.
 */
import * as z from 'zod';

export const PRIORITIES = ['critical', 'high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Past this many hops a message is dead-lettered: loops over a bus are ours to stop. */
export const MAX_HOPS = 32;
/** The bus takes no larger message. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Longest deadline that a sender may ask for: a year, the horizon of a one-time schedule here. */
const MAX_DEADLINE_MS = 365 * 24 * 3600 * 1000;

const NAME = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/;
const dotted = (longest: number) =>
  z.string().max(longest).regex(NAME, 'must be lower-case words joined by dots, such as fleet.analysis.request');

/** One spelling for each id: keys are compared as text. */
export const messageId = z.uuid().toLowerCase();
export const timestamp = z.iso.datetime({
  precision: 3,
  error: 'must be UTC with milliseconds, such as 2026-01-31T12:00:00.000Z',
});
export const agentId = dotted(64);
export const channelName = dotted(128);
export const messageType = dotted(128);

/** `agent:fleet.analyst`, `role:analyst` or `capability:anomaly-detection`. */
const address = z
  .string()
  .max(128)
  .regex(/^(agent|role|capability):[a-z][a-z0-9.-]*$/, 'must be agent:…, role:… or capability:…');

/** It stands in a path: what a path would take for a separator, a step or an escape is refused. */
const correlationId = z
  .string()
  .min(1)
  .max(128)
  .regex(
    /^(?!\.{1,2}$)[^\p{Cc}/\\%]+$/u,
    'must not hold a slash, a backslash, a percent sign or a control character, nor be dots alone',
  );

export const messageSchema = z.strictObject({
  id: messageId,
  type: messageType,
  channel: channelName,
  sender: agentId,
  to: address.optional(),
  priority: z.enum(PRIORITIES),
  correlationId,
  causationId: messageId.optional(),
  replyTo: channelName.optional(),
  expects: z.enum(['none', 'ack', 'reply']),
  deadlineMs: z.int().min(1).max(MAX_DEADLINE_MS).optional(),
  sentAt: timestamp,
  expiresAt: timestamp.optional(),
  hops: z.int().min(0),
  attempt: z.int().min(1),
  traceparent: z
    .string()
    .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, 'must be a W3C traceparent')
    .optional(),
  payload: z.unknown().refine((value) => value !== undefined, 'is missing'),
});

/** A message as it travels. */
export type Message<Type extends string = string, Payload = unknown> = Omit<
  z.output<typeof messageSchema>,
  'type' | 'payload'
> & {
  readonly type: Type;
  readonly payload: Payload;
};

/** What a client sends: the three fields that only it knows; the rest has defaults. */
export const newMessageSchema = messageSchema
  .partial()
  .required({ type: true, payload: true })
  .omit({ attempt: true, sentAt: true });
export type NewMessage = z.output<typeof newMessageSchema>;

/**
 * The envelope: what every message carries, whoever sends it. Owns its fields and limits; payloads belong to the systems.
 * Rules: the id is made once by the sender and is the deduplication key everywhere; times are UTC with milliseconds.
 */
import * as z from 'zod';

export const PRIORITIES = ['critical', 'high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Past this many hops a message is dead-lettered: loops over a bus are ours to stop. */
export const MAX_HOPS = 32;
/** A message that would be larger than this on the bus travels with a claim in the place of its payload. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** The largest payload, as JSON. */
export const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024;
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
export const address = z
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

/** SHA-256 in hexadecimal. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');
export const payloadBytes = z.int().min(1).max(MAX_PAYLOAD_BYTES);

/** Where a payload lies that is too large for the bus: an object of the stage's bucket, and how to know it again. */
export const payloadClaimSchema = z.strictObject({
  bucket: z.string().min(1),
  key: z.string().min(1),
  sha256,
  bytes: payloadBytes,
});
export type PayloadClaim = z.output<typeof payloadClaimSchema>;

/** The fields, without the rules between them. */
export const envelope = z.strictObject({
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
  payload: z.unknown().optional(),
  claim: payloadClaimSchema.optional(),
});

export const messageSchema = envelope
  .refine(({ payload, claim }) => (payload === undefined) !== (claim === undefined), {
    path: ['payload'],
    error: 'must be there, or a claim in its place',
  })
  .transform((message) => ({ ...message, payload: message.payload }));

/** A message as it travels. */
export type Message<Type extends string = string, Payload = unknown> = Omit<
  z.output<typeof messageSchema>,
  'type' | 'payload'
> & {
  readonly type: Type;
  readonly payload: Payload;
};

/**
 * What a client sends: the fields that only it knows; the rest has defaults. A payload too large for the request is uploaded
 * before, and named.
 */
export const newMessageSchema = envelope
  .omit({ attempt: true, sentAt: true, claim: true })
  .partial()
  .required({ type: true })
  .extend({ upload: messageId.optional() })
  .refine(({ payload, upload }) => (payload === undefined) !== (upload === undefined), {
    path: ['payload'],
    error: 'is missing (or an upload in its place, not both)',
  });
export type NewMessage = z.output<typeof newMessageSchema>;

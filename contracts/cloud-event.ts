/**
 * The envelope as a CloudEvents 1.0 event in structured JSON mode, and back. Names of extension attributes are lower case
 * without separators, as https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md demands.
 */
import * as z from 'zod';
import type { Message } from './message.ts';

/** Envelope field to extension attribute. What is missing here has a core attribute of its own. */
const EXTENSIONS = {
  channel: 'channel',
  to: 'to',
  priority: 'priority',
  correlationId: 'correlationid',
  causationId: 'causationid',
  replyTo: 'replyto',
  expects: 'expects',
  deadlineMs: 'deadlinems',
  expiresAt: 'expiresat',
  hops: 'hops',
  attempt: 'attempt',
  traceparent: 'traceparent',
} as const;

/** Sender `fleet.analyst` is source `signalbox.fleet.analyst`, on the bus and in CloudEvents. */
export const SOURCE_PREFIX = 'signalbox.';

const attribute = z.union([z.string(), z.int(), z.boolean()]);

export const cloudEventSchema = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().min(1),
    source: z.string().min(1),
    type: z.string().min(1),
    time: z.iso.datetime({ offset: true }).optional(),
    subject: z.string().min(1).optional(),
    datacontenttype: z
      .string()
      .regex(/^application\/(.+\+)?json/, 'must be JSON')
      .optional(),
    dataschema: z.string().min(1).optional(),
    data: z.json().optional(),
    data_base64: z.never({ error: 'is not taken: send data as JSON' }).optional(),
    dataref: z.never({ error: 'is not taken: upload the payload with POST /v1/uploads' }).optional(),
  })
  .catchall(attribute);
export type CloudEvent = z.output<typeof cloudEventSchema>;

/** A payload that lies in S3 is referred to: https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/dataref.md */
export function toCloudEvent(message: Message): Record<string, unknown> {
  const fields = message as Readonly<Record<string, unknown>>;
  const extensions = Object.entries(EXTENSIONS).flatMap(([field, name]) =>
    fields[field] === undefined ? [] : [[name, fields[field]]],
  );
  return {
    specversion: '1.0',
    id: message.id,
    source: SOURCE_PREFIX + message.sender,
    type: message.type,
    time: message.sentAt,
    datacontenttype: 'application/json',
    ...Object.fromEntries(extensions),
    ...(message.claim
      ? { dataref: `s3://${message.claim.bucket}/${message.claim.key}` }
      : { data: message.payload as z.core.util.JSONType }),
  };
}

/**
 * The fields of the envelope that an event states, not yet checked as an envelope. The sender is known only when the source
 * is one of ours; attributes that the envelope does not know stay behind.
 */
export function fromCloudEvent(event: CloudEvent): Record<string, unknown> {
  const fields: Record<string, unknown> = { id: event.id, type: event.type, payload: event.data ?? null };
  if (event.source.startsWith(SOURCE_PREFIX)) fields.sender = event.source.slice(SOURCE_PREFIX.length);
  if (event.time) fields.sentAt = new Date(event.time).toISOString();
  for (const [field, name] of Object.entries(EXTENSIONS)) if (event[name] !== undefined) fields[field] = event[name];
  return fields;
}

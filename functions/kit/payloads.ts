/**
 * Payloads that are too large for the bus: objects of the stage's bucket, and claims to them in messages.
 *
 * 1. The key names channel, message and hash, so storing one again writes the same object, and a role may be held to the
 *    channels that its agent declares.
 * 2. What comes back is held against the claim's hash.
 * 3. Objects end with the history. Uploads of clients end after a day.
 */
import { MAX_MESSAGE_BYTES, MAX_PAYLOAD_BYTES, type Message, type PayloadClaim } from '../../contracts/message.ts';
import { payloadsOf } from '../../domain/naming.ts';
import { openBucket } from './bucket.ts';

export interface Payloads {
  /** Puts the payload of a message aside: its JSON text. Resolves when S3 has it. */
  store(message: Pick<Message, 'id' | 'channel'>, text: string): Promise<PayloadClaim>;
  /** The JSON text. Throws PayloadLost when it is not there as claimed; what S3 throws when it could not be asked. */
  fetch(claim: PayloadClaim): Promise<string>;
}

/** The object is gone, or is not what the claim says. No retry can help. */
export class PayloadLost extends Error {
  override readonly name = 'PayloadLost';
}

/** No message carries that much. */
export class PayloadTooLarge extends Error {
  override readonly name = 'PayloadTooLarge';
}

export function createPayloads(bucket: string): Payloads {
  const objects = openBucket(bucket);
  return {
    async store({ id, channel }, text) {
      const { put, sha256Of } = await objects();
      const sha256 = sha256Of(text);
      const key = `${payloadsOf(channel)}${id}/${sha256}`;
      await put(key, text);
      return { bucket, key, sha256, bytes: Buffer.byteLength(text) };
    },
    async fetch(claim) {
      const { get, sha256Of } = await objects();
      const where = `The payload at s3://${claim.bucket}/${claim.key}`;
      if (claim.bucket !== bucket) throw new PayloadLost(`${where} is not in this stage's bucket, ${bucket}.`);
      const text = await get(claim.key);
      if (text === undefined) throw new PayloadLost(`${where} is gone, or this function may not read it.`);
      if (sha256Of(text) !== claim.sha256)
        throw new PayloadLost(`${where} is not the one that was claimed: its hash differs.`);
      return text;
    },
  };
}

/** The message with a claim in the place of its payload. Throws PayloadTooLarge. */
export async function putAside(payloads: Payloads, message: Message): Promise<Message> {
  const { payload, ...rest } = message;
  const text = JSON.stringify(payload);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_PAYLOAD_BYTES)
    throw new PayloadTooLarge(
      `The payload of message ${message.id} has ${bytes} bytes; the most is ${MAX_PAYLOAD_BYTES}. Send less, or a reference.`,
    );
  return { ...rest, claim: await payloads.store(message, text) } as Message; // no payload, not even undefined: rows refuse that
}

/** A payload this small is not worth an object of its own. */
const SMALL_BYTES = 4 * 1024;

/** Messages that fit into one row of a table, 400 KB: payloads are put aside when all of them together would not. */
export async function fitting(payloads: Payloads, messages: readonly Message[]): Promise<Message[]> {
  const sizes = messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
  if (sizes.reduce((sum, size) => sum + size, 0) <= MAX_MESSAGE_BYTES) return [...messages];
  const aside = messages.map((message, i) => (sizes[i] ?? 0) > SMALL_BYTES && !message.claim);
  return await Promise.all(messages.map(async (one, i) => (aside[i] ? await putAside(payloads, one) : one)));
}

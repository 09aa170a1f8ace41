/**
 * Message ids. A new one is a UUIDv7 (RFC 9562): its first 48 bits are the time, so ids sort by birth. A derived one is a
 * UUIDv8 made of its parent's time and a hash, so that a second delivery of the parent makes the same children.
 */
import { createHash } from 'node:crypto';

function uuid(bytes: Uint8Array, version: 7 | 8): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `random` are 16 random bytes; the first six give way to the time. */
export function newMessageId(nowMs: number, random: Uint8Array): string {
  const bytes = Uint8Array.from(random.subarray(0, 16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(nowMs / 2 ** (8 * (5 - i))) & 0xff;
  return uuid(bytes, 7);
}

/** The id of the message that `agent` publishes as its `index`-th while it handles `parentId`. */
export function derivedMessageId(parentId: string, agent: string, index: number): string {
  const bytes = hashed(`${parentId}\n${agent}\n${index}`);
  bytes.set(Buffer.from(parentId.replaceAll('-', '').slice(0, 12), 'hex'), 0);
  return uuid(bytes, 8);
}

/** The id of something that has a name of its own elsewhere: the same name from the same place gives the same id. */
export const foreignMessageId = (place: string, name: string): string => uuid(hashed(`${place}\n${name}`), 8);

const hashed = (text: string): Uint8Array => createHash('sha256').update(text).digest().subarray(0, 16);

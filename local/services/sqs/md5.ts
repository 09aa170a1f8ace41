/**
 * The MD5 digests by which a client checks what arrived: of the body and of the attributes.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
import { hash } from 'node:crypto';
import type { MessageAttributes } from './message.ts';

export const md5OfText = (text: string): string => hash('md5', text);

const STRING_TRANSPORT = Buffer.from([1]);
const BINARY_TRANSPORT = Buffer.from([2]);

/** Of message attributes or message system attributes, as lower-case hexadecimal; undefined when there are none. */
export function md5OfAttributes(attributes: MessageAttributes | undefined): string | undefined {
  if (!attributes) return undefined;
  const parts: Buffer[] = [];
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name];
    if (!attribute) continue;
    append(parts, Buffer.from(name));
    append(parts, Buffer.from(attribute.DataType));
    if (attribute.BinaryValue !== undefined) {
      parts.push(BINARY_TRANSPORT);
      append(parts, Buffer.from(attribute.BinaryValue, 'base64'));
    } else {
      parts.push(STRING_TRANSPORT);
      append(parts, Buffer.from(attribute.StringValue ?? ''));
    }
  }
  return parts.length === 0 ? undefined : hash('md5', Buffer.concat(parts));
}

function append(parts: Buffer[], value: Buffer): void {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(value.length);
  parts.push(length, value);
}

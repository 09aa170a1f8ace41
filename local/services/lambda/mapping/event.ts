/** The event that a function gets of a batch. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueMessage } from '../../../engine/ports.ts';
import { SYNC_PAYLOAD_BYTES } from '../limits.ts';

/** JSON text with one record for each message, in their order. */
export function eventOf(messages: readonly QueueMessage[], sourceArn: string, region: string): string {
  return JSON.stringify({ Records: messages.map((message) => recordOf(message, sourceArn, region)) } satisfies Loose);
}

/** The type of the community says of the attributes which ones there are; a queue knows that better. */
type Loose = { Records: (Omit<SQSRecord, 'attributes'> & { attributes: Readonly<Record<string, string>> })[] };
type Attributes = SQSEvent['Records'][number]['messageAttributes'];

/** One record. */
export function recordOf(message: QueueMessage, eventSourceARN: string, awsRegion: string): Loose['Records'][number] {
  const { messageId, receiptHandle, body, attributes, messageAttributes, md5OfMessageAttributes, md5OfBody } = message;
  return {
    messageId,
    receiptHandle,
    body,
    attributes,
    messageAttributes: lowerCased(messageAttributes),
    ...(md5OfMessageAttributes !== undefined && { md5OfMessageAttributes }),
    md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion,
  };
}

function lowerCased(attributes: QueueMessage['messageAttributes']): Attributes {
  const result: Attributes = {};
  for (const name in attributes) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as Record<string, string | undefined>;
    result[name] = {
      ...(StringValue !== undefined && { stringValue: StringValue }),
      ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType ?? 'String',
    };
  }
  return result;
}

/** What a record adds around its body. */
const RECORD_BYTES = 1024;

/** Splits what was received so that no event passes the limit of an invoke. */
export function inEvents(messages: readonly QueueMessage[]): QueueMessage[][] {
  const events: QueueMessage[][] = [[]];
  let bytes = 0;
  for (const message of messages) {
    const size = 2 * message.body.length + RECORD_BYTES; // quotes of a body that is JSON are escaped
    if (bytes + size > SYNC_PAYLOAD_BYTES && bytes > 0) {
      events.push([]);
      bytes = 0;
    }
    bytes += size;
    events.at(-1)?.push(message);
  }
  return events;
}

/**
 * Receipt handles: opaque to clients; inside, the queue, the message and which of its receives this one was.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
 */

export interface Receipt {
  readonly queueId: string;
  /** Key of the message in its queue. */
  readonly key: string;
  /** The message's receives in this queue when this receipt was given, counted from 1. */
  readonly receive: number;
}

export const receiptHandle = (queueId: string, key: string, receive: number): string =>
  Buffer.from(`${queueId}/${key}/${receive}`, 'latin1').toString('base64');

/** Undefined when the text was never a receipt handle. */
export function parseReceiptHandle(handle: string): Receipt | undefined {
  const [queueId, key, receive, rest] = Buffer.from(handle, 'base64').toString('latin1').split('/');
  if (!queueId || !key || !receive || rest !== undefined || !/^\d+$/.test(receive)) return undefined;
  return { queueId, key, receive: Number(receive) };
}

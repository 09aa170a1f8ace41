/** Puts a queue message that no retry can help into its subscription's dead-letter queue at once, with the reason. */
import type { SQSRecord } from 'aws-lambda';
import { deadLetterQueueOf } from '../../domain/naming.ts';
import type { Undeliverable } from './incoming.ts';
import type { OpenQueues } from './queue-door.ts';

/** Message attributes that say why; the recorder of dead letters reads them. */
export const REASON_CODE = 'signalbox-code';
export const REASON = 'signalbox-reason';
export const REASON_QUEUE = 'signalbox-queue';
export const REASON_ATTEMPTS = 'signalbox-attempts';
const LONGEST_REASON = 1_000;

export type DeadLetter = (record: SQSRecord, why: Undeliverable) => Promise<void>;

export function createDeadLetter(open: OpenQueues): DeadLetter {
  return async (record, why) => {
    const queues = await open();
    await queues.send(queueUrlOf(deadLetterQueueOf(record.eventSourceARN)), record.body, {
      [REASON_CODE]: why.code,
      [REASON]: why.message.slice(0, LONGEST_REASON),
      [REASON_QUEUE]: record.eventSourceARN,
      [REASON_ATTEMPTS]: Number(record.attributes.ApproximateReceiveCount),
    });
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html */
export function queueUrlOf(arn: string): string {
  const [, , , region, account, name] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}

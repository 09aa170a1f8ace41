/** An SQS batch of a platform function: records one by one, failures told to the queue, what no retry can help dead-lettered. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { DeadLetter } from './dead-letter.ts';
import { Undeliverable } from './incoming.ts';
import type { Log } from './observe.ts';

export type BatchFunction = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** Works on the records at once. One that throws is delivered again, up to five times; Undeliverable puts it aside at once. */
export async function eachRecord(
  { Records }: SQSEvent,
  { log, deadLetter }: { readonly log: Log; readonly deadLetter: DeadLetter },
  work: (record: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  const results = await Promise.all(
    Records.map(async (record) => {
      try {
        await work(record).catch(async (error) => {
          if (!(error instanceof Undeliverable)) throw error;
          await deadLetter(record, error);
          log.warn('A queue message went to the dead-letter queue at once.', about(record, error));
        });
        return [];
      } catch (error) {
        log.error('A queue message failed; its queue delivers it again.', about(record, error));
        return [{ itemIdentifier: record.messageId }];
      }
    }),
  );
  return { batchItemFailures: results.flat() };
}

const about = (record: SQSRecord, error: unknown) => ({
  sqs_message_id: record.messageId,
  queue: record.eventSourceARN,
  reason: String(error),
});

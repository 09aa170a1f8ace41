/**
 * The same for up to ten messages, each with its own outcome.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { checkBatch, eachEntry } from '../batch.ts';
import type { Sqs } from '../sqs.ts';

const entry = z.strictObject({ Id: z.string(), ReceiptHandle: z.string() });

export const deleteMessageBatch = ({ queues }: Sqs): Action =>
  action({
    name: 'DeleteMessageBatch',
    input: z.strictObject({ QueueUrl: z.string(), Entries: z.array(entry) }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, Entries }) {
      const queue = queues.byUrl(QueueUrl);
      checkBatch(Entries, 'DeleteMessageBatchRequestEntry');
      const outcome = eachEntry(Entries, ({ Id, ReceiptHandle }) => {
        queue.delete(ReceiptHandle);
        return { Id };
      });
      return outcome;
    },
  });

/**
 * The same for up to ten messages, each with its own outcome.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { checkBatch, eachEntry } from '../batch.ts';
import type { Sqs } from '../sqs.ts';
import { visibilityMsOf } from '../visibility.ts';

/** AWS leaves the timeout optional here; without it the message is visible at once. */
const entry = z.strictObject({
  Id: z.string(),
  ReceiptHandle: z.string(),
  VisibilityTimeout: z.number().int().default(0),
});

export const changeMessageVisibilityBatch = ({ queues }: Sqs): Action =>
  action({
    name: 'ChangeMessageVisibilityBatch',
    input: z.strictObject({ QueueUrl: z.string(), Entries: z.array(entry) }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, Entries }) {
      const queue = queues.byUrl(QueueUrl);
      checkBatch(Entries, 'ChangeMessageVisibilityBatchRequestEntry');
      return eachEntry(Entries, ({ Id, ReceiptHandle, VisibilityTimeout }) => {
        queue.changeVisibility(ReceiptHandle, visibilityMsOf(VisibilityTimeout));
        return { Id };
      });
    },
  });

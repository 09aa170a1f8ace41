/**
 * Deletes the message of a receipt. Answers when that is durable.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sqs } from '../sqs.ts';

export const deleteMessage = ({ queues }: Sqs): Action =>
  action({
    name: 'DeleteMessage',
    input: z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, ReceiptHandle }) {
      queues.byUrl(QueueUrl).delete(ReceiptHandle);
    },
  });

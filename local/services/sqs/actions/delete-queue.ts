/**
 * Deletes a queue with its messages; the name is free again after 60 seconds.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sqs } from '../sqs.ts';

export const deleteQueue = ({ queues }: Sqs): Action =>
  action({
    name: 'DeleteQueue',
    input: z.strictObject({ QueueUrl: z.string() }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl }) {
      queues.delete(queues.byUrl(QueueUrl));
    },
  });

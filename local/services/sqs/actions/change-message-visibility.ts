/**
 * Makes a message in flight visible again after a time from now, at once with 0.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sqs } from '../sqs.ts';
import { visibilityMsOf } from '../visibility.ts';

export const changeMessageVisibility = ({ queues }: Sqs): Action =>
  action({
    name: 'ChangeMessageVisibility',
    input: z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.number().int() }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, ReceiptHandle, VisibilityTimeout }) {
      queues.byUrl(QueueUrl).changeVisibility(ReceiptHandle, visibilityMsOf(VisibilityTimeout));
    },
  });

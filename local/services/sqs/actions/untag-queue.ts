/**
 * Takes tags from a queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { missingParameter } from '../errors.ts';
import type { Sqs } from '../sqs.ts';

export const untagQueue = ({ queues }: Sqs): Action =>
  action({
    name: 'UntagQueue',
    input: z.strictObject({ QueueUrl: z.string(), TagKeys: z.array(z.string()) }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, TagKeys }) {
      const queue = queues.byUrl(QueueUrl);
      if (TagKeys.length === 0) throw missingParameter('TagKeys');
      const kept = Object.entries(queue.record.tags).filter(([key]) => !TagKeys.includes(key));
      queues.setTags(queue, Object.fromEntries(kept));
    },
  });

/**
 * Adds tags to a queue, or overwrites them.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invalidParameter, missingParameter } from '../errors.ts';
import { MOST_TAGS } from '../limits.ts';
import type { Sqs } from '../sqs.ts';

export const tagQueue = ({ queues }: Sqs): Action =>
  action({
    name: 'TagQueue',
    input: z.strictObject({ QueueUrl: z.string(), Tags: z.record(z.string(), z.string()) }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, Tags }) {
      const queue = queues.byUrl(QueueUrl);
      if (Object.keys(Tags).length === 0) throw missingParameter('Tags');
      const tags = { ...queue.record.tags, ...Tags };
      if (Object.keys(tags).length > MOST_TAGS) throw invalidParameter(`Too many tags added for queue ${queue.name}.`);
      queues.setTags(queue, tags);
    },
  });

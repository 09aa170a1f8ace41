/**
 * Deletes all messages of a queue: visible, delayed, in flight. Once in 60 seconds.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { purgeInProgress } from '../errors.ts';
import { BETWEEN_PURGES_MS } from '../limits.ts';
import type { Sqs } from '../sqs.ts';

export const purgeQueue = ({ engine, queues }: Sqs): Action =>
  action({
    name: 'PurgeQueue',
    input: z.strictObject({ QueueUrl: z.string() }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl }) {
      const queue = queues.byUrl(QueueUrl);
      if (queue.purgedAtMs + BETWEEN_PURGES_MS > engine.clock.now()) throw purgeInProgress(queue.name);
      queue.purge();
    },
  });

/**
 * Makes a queue, or gives the URL of the one that is there and differs in nothing that was asked.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
import type { CreateQueueCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sqs } from '../sqs.ts';

export const createQueue = ({ queues }: Sqs): Action =>
  action({
    name: 'CreateQueue',
    input: z.strictObject({
      QueueName: z.string(),
      Attributes: z.record(z.string(), z.string()).default({}),
      tags: z.record(z.string(), z.string()).default({}),
    }),
    resource: ({ QueueName }) => queues.arnOf(QueueName),
    run({ QueueName, Attributes, tags }) {
      const queue = queues.create(QueueName, Attributes, tags);
      return { QueueUrl: queues.urlOf(queue) } satisfies Omit<CreateQueueCommandOutput, '$metadata'>;
    },
  });

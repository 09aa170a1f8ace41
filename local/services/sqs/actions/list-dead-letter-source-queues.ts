/**
 * Lists the queues whose dead letters go to a queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html
 */
import type { ListDeadLetterSourceQueuesCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { pageMembers, pageOf } from '../page.ts';
import type { Sqs } from '../sqs.ts';

export const listDeadLetterSourceQueues = ({ queues }: Sqs): Action =>
  action({
    name: 'ListDeadLetterSourceQueues',
    input: z.strictObject({ QueueUrl: z.string(), ...pageMembers }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, ...page }) {
      const { items, NextToken } = pageOf(queues.sourcesOf(queues.byUrl(QueueUrl)), page);
      return { queueUrls: items.map((queue) => queues.urlOf(queue)), NextToken } satisfies Omit<
        ListDeadLetterSourceQueuesCommandOutput,
        '$metadata'
      >;
    },
  });

/**
 * Lists queues by prefix of their name, in pages when a page size is asked for.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
 */
import type { ListQueuesCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { pageMembers, pageOf } from '../page.ts';
import type { Sqs } from '../sqs.ts';

export const listQueues = ({ engine, queues }: Sqs): Action =>
  action({
    name: 'ListQueues',
    input: z.strictObject({ QueueNamePrefix: z.string().default(''), ...pageMembers }),
    resource: () => engine.arn('sqs', '*'),
    run({ QueueNamePrefix, ...page }) {
      const found = queues.all().filter(({ name }) => name.startsWith(QueueNamePrefix));
      const { items, NextToken } = pageOf(found, page);
      return {
        QueueUrls: items.length > 0 ? items.map((queue) => queues.urlOf(queue)) : undefined,
        NextToken,
      } satisfies Omit<ListQueuesCommandOutput, '$metadata'>;
    },
  });

/**
 * Tells the tags of a queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html
 */
import type { ListQueueTagsCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sqs } from '../sqs.ts';

export const listQueueTags = ({ queues }: Sqs): Action =>
  action({
    name: 'ListQueueTags',
    input: z.strictObject({ QueueUrl: z.string() }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl }) {
      const { tags } = queues.byUrl(QueueUrl).record;
      return { Tags: Object.keys(tags).length > 0 ? { ...tags } : undefined } satisfies Omit<
        ListQueueTagsCommandOutput,
        '$metadata'
      >;
    },
  });

/**
 * Gives the URL of a queue of a name.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
 */
import type { GetQueueUrlCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { noSuchQueue } from '../errors.ts';
import type { Sqs } from '../sqs.ts';

export const getQueueUrl = ({ engine, queues }: Sqs): Action =>
  action({
    name: 'GetQueueUrl',
    input: z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() }),
    resource: ({ QueueName }) => queues.arnOf(QueueName),
    run({ QueueName, QueueOwnerAWSAccountId: owner }) {
      if (owner !== undefined && owner !== engine.account) throw noSuchQueue();
      return { QueueUrl: queues.urlOf(queues.byUrl(QueueName)) } satisfies Omit<GetQueueUrlCommandOutput, '$metadata'>;
    },
  });

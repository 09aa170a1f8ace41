/**
 * Tells the attributes that were asked for, counts of messages included.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
import type { GetQueueAttributesCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { isAttribute, type QueueAttributes } from '../attributes.ts';
import { unknownAttribute } from '../errors.ts';
import type { Queue } from '../queue/queue.ts';
import type { Sqs } from '../sqs.ts';

const seconds = (ms: number) => String(Math.floor(ms / 1_000));

function attributesOf(queue: Queue): QueueAttributes {
  const { visible, inFlight, delayed } = queue.counts();
  return {
    ...queue.record.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(queue.record.createdAtMs),
    LastModifiedTimestamp: seconds(queue.record.modifiedAtMs),
  };
}

export const getQueueAttributes = ({ queues }: Sqs): Action =>
  action({
    name: 'GetQueueAttributes',
    input: z.strictObject({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).default([]) }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, AttributeNames }) {
      const queue = queues.byUrl(QueueUrl);
      const unknown = AttributeNames.find((name) => name !== 'All' && !isAttribute(name));
      if (unknown !== undefined) throw unknownAttribute(unknown);
      const all = attributesOf(queue);
      const asked = AttributeNames.includes('All')
        ? Object.entries(all)
        : Object.entries(all).filter(([name]) => AttributeNames.includes(name));
      return {
        Attributes: asked.length > 0 ? (Object.fromEntries(asked) as Record<string, string>) : undefined,
      } satisfies Omit<GetQueueAttributesCommandOutput, '$metadata'>;
    },
  });

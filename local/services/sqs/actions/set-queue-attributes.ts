/**
 * Changes attributes of a queue; an empty text takes an optional one away.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { unknownAttribute } from '../errors.ts';
import type { Sqs } from '../sqs.ts';

export const setQueueAttributes = ({ queues }: Sqs): Action =>
  action({
    name: 'SetQueueAttributes',
    input: z.strictObject({ QueueUrl: z.string(), Attributes: z.record(z.string(), z.string()) }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, Attributes }) {
      const queue = queues.byUrl(QueueUrl);
      if (Attributes.FifoQueue !== undefined) throw unknownAttribute('FifoQueue'); // decided when it is created
      queues.setAttributes(queue, Attributes);
    },
  });

/**
 * Takes the statement of a label out of a queue's policy.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { withoutPermission } from '../policy.ts';
import type { Sqs } from '../sqs.ts';

export const removePermission = ({ queues }: Sqs): Action =>
  action({
    name: 'RemovePermission',
    input: z.strictObject({ QueueUrl: z.string(), Label: z.string() }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, Label }) {
      const queue = queues.byUrl(QueueUrl);
      queues.setAttributes(queue, { Policy: withoutPermission(queue, Label) });
    },
  });

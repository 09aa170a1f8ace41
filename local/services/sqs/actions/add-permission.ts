/**
 * Lets other accounts do things with a queue, by a statement in its policy under a label.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { withPermission } from '../policy.ts';
import type { Sqs } from '../sqs.ts';

export const addPermission = ({ queues }: Sqs): Action =>
  action({
    name: 'AddPermission',
    input: z.strictObject({
      QueueUrl: z.string(),
      Label: z.string(),
      AWSAccountIds: z.array(z.string()),
      Actions: z.array(z.string()),
    }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, Label, AWSAccountIds, Actions }) {
      const queue = queues.byUrl(QueueUrl);
      queues.setAttributes(queue, { Policy: withPermission(queue, Label, AWSAccountIds, Actions) });
    },
  });

/**
 * Takes one message. Answers when it is durable.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
import type { SendMessageCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { draftOf, messageMembers } from '../draft.ts';
import { sentAnswer } from '../sent.ts';
import type { Sqs } from '../sqs.ts';

export const sendMessage = ({ queues }: Sqs): Action =>
  action({
    name: 'SendMessage',
    input: z.strictObject({ QueueUrl: z.string(), ...messageMembers }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run(input, { principal }) {
      const queue = queues.byUrl(input.QueueUrl);
      const sent = queue.send(draftOf(queue, input, principal.userId));
      return sentAnswer(sent, input) satisfies Omit<SendMessageCommandOutput, '$metadata'>;
    },
  });

/**
 * Takes up to ten messages, each with its own outcome. Answers when they are durable.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
import type { SendMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { checkBatch, eachEntry } from '../batch.ts';
import { draftOf, messageBytes, messageMembers } from '../draft.ts';
import { batchTooLong, invalidParameter } from '../errors.ts';
import { LARGEST_BATCH_BYTES } from '../limits.ts';
import type { Queue } from '../queue/queue.ts';
import { sentAnswer } from '../sent.ts';
import type { Sqs } from '../sqs.ts';

const entry = z.strictObject({ Id: z.string(), ...messageMembers });

/** What AWS refuses of one entry at the cost of the whole batch. */
function checkTogether(queue: Queue, entries: readonly z.output<typeof entry>[]): void {
  const bytes = entries.reduce((sum, one) => sum + messageBytes(one), 0);
  if (bytes > LARGEST_BATCH_BYTES) throw batchTooLong(LARGEST_BATCH_BYTES, bytes);
  if (!queue.fifo) return;
  for (const { MessageGroupId, MessageDeduplicationId } of entries) {
    if (MessageGroupId === undefined) throw invalidParameter('The request must contain the parameter MessageGroupId.');
    if (MessageDeduplicationId === undefined && !queue.settings.contentBasedDeduplication)
      throw invalidParameter(
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      );
  }
}

export const sendMessageBatch = ({ queues }: Sqs): Action =>
  action({
    name: 'SendMessageBatch',
    input: z.strictObject({ QueueUrl: z.string(), Entries: z.array(entry) }),
    resource: ({ QueueUrl }) => queues.arnOf(QueueUrl),
    run({ QueueUrl, Entries }, { principal }) {
      const queue = queues.byUrl(QueueUrl);
      checkBatch(Entries, 'SendMessageBatchRequestEntry');
      checkTogether(queue, Entries);
      const outcome = eachEntry(Entries, (one) => ({
        Id: one.Id,
        ...sentAnswer(queue.send(draftOf(queue, one, principal.userId)), one),
      }));
      return outcome satisfies Omit<SendMessageBatchCommandOutput, '$metadata' | 'Successful' | 'Failed'> & {
        Successful: SendMessageBatchCommandOutput['Successful'];
        Failed: SendMessageBatchCommandOutput['Failed'];
      };
    },
  });

/** Up to ten messages; each has its own outcome. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
import type { PublishBatchCommandOutput } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { LARGEST_MESSAGE_BYTES, MOST_BATCH_ENTRIES } from '../limits.ts';
import { messageBytes, messageMembers, messageOf } from '../message.ts';
import type { Message } from '../model.ts';

const entry = z.strictObject({ ...messageMembers, Id: z.string() });

function checkBatch(entries: readonly z.output<typeof entry>[]): void {
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  if (entries.length > MOST_BATCH_ENTRIES)
    throw new AwsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id)))
    throw new AwsError(
      'InvalidBatchEntryId',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  if (entries.reduce((sum, one) => sum + messageBytes(one), 0) > LARGEST_MESSAGE_BYTES)
    throw new AwsError(
      'BatchRequestTooLong',
      'The length of all the batch messages put together is more than the limit.',
    );
}

export const publishBatch = ({ engine, store, publisher }: Sns): Action =>
  action({
    name: 'PublishBatch',
    input: z.strictObject({ TopicArn: z.string(), PublishBatchRequestEntries: z.array(entry).default([]) }),
    permissions: ({ TopicArn }) => [{ action: 'Publish', resource: TopicArn }],
    async run({ TopicArn, PublishBatchRequestEntries: entries }) {
      const topic = store.topic(TopicArn);
      checkBatch(entries);
      const taken: { Id: string; message: Message }[] = [];
      const Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = [];
      for (const { Id, ...input } of entries) {
        try {
          taken.push({ Id, message: messageOf(engine, input) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
        }
      }
      await publisher.publish(
        topic,
        taken.map(({ message }) => message),
      );
      return {
        Successful: taken.map(({ Id, message }) => ({ Id, MessageId: message.id })),
        Failed,
      } satisfies Omit<PublishBatchCommandOutput, '$metadata'>;
    },
  });

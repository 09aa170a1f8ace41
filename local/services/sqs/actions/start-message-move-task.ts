/**
 * Starts to move dead letters back to where they came from, or to a queue that is named.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
import type { StartMessageMoveTaskCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invalidValue } from '../errors.ts';
import { MOST_MOVED_PER_SECOND } from '../limits.ts';
import { taskHandle } from '../move-tasks.ts';
import type { Sqs } from '../sqs.ts';

export const startMessageMoveTask = ({ tasks }: Sqs): Action =>
  action({
    name: 'StartMessageMoveTask',
    input: z.strictObject({
      SourceArn: z.string(),
      DestinationArn: z.string().optional(),
      MaxNumberOfMessagesPerSecond: z.number().int().optional(),
    }),
    resource: ({ SourceArn }) => SourceArn,
    run({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: perSecond }) {
      if (perSecond !== undefined && (perSecond < 1 || perSecond > MOST_MOVED_PER_SECOND))
        throw invalidValue(
          perSecond,
          'MaxNumberOfMessagesPerSecond',
          `Must be between 1 and ${MOST_MOVED_PER_SECOND}, if provided.`,
        );
      const task = tasks.start(SourceArn, DestinationArn, perSecond);
      return { TaskHandle: taskHandle(task) } satisfies Omit<StartMessageMoveTaskCommandOutput, '$metadata'>;
    },
  });

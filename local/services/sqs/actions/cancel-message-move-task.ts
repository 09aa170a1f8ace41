/**
 * Stops a move of messages; what has been moved stays moved.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html
 */
import type { CancelMessageMoveTaskCommandOutput } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { parseTaskHandle } from '../move-tasks.ts';
import type { Sqs } from '../sqs.ts';

export const cancelMessageMoveTask = ({ tasks }: Sqs): Action =>
  action({
    name: 'CancelMessageMoveTask',
    input: z.strictObject({ TaskHandle: z.string() }),
    resource: ({ TaskHandle }) => parseTaskHandle(TaskHandle).sourceArn,
    run({ TaskHandle }) {
      const { moved } = tasks.cancel(TaskHandle);
      return { ApproximateNumberOfMessagesMoved: moved } satisfies Omit<
        CancelMessageMoveTaskCommandOutput,
        '$metadata'
      >;
    },
  });

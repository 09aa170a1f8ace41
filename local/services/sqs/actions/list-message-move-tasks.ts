/**
 * Lists the latest moves of messages out of a dead-letter queue, the latest first.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html
 */
import type { ListMessageMoveTasksResultEntry } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invalidValue } from '../errors.ts';
import { MOST_LISTED_TASKS } from '../limits.ts';
import { type MoveTask, taskHandle } from '../move-tasks.ts';
import type { Sqs } from '../sqs.ts';

const entryOf = (task: MoveTask) =>
  ({
    TaskHandle: task.status === 'RUNNING' ? taskHandle(task) : undefined,
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedAtMs,
  }) satisfies ListMessageMoveTasksResultEntry;

export const listMessageMoveTasks = ({ tasks }: Sqs): Action =>
  action({
    name: 'ListMessageMoveTasks',
    input: z.strictObject({ SourceArn: z.string(), MaxResults: z.number().int().default(1) }),
    resource: ({ SourceArn }) => SourceArn,
    run({ SourceArn, MaxResults }) {
      if (MaxResults < 1 || MaxResults > MOST_LISTED_TASKS)
        throw invalidValue(MaxResults, 'MaxResults', `Must be between 1 and ${MOST_LISTED_TASKS}, if provided.`);
      return { Results: tasks.ofSource(SourceArn).slice(0, MaxResults).map(entryOf) };
    },
  });

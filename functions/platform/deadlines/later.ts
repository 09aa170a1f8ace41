/**
 * Jobs for later: a delayed queue message up to 15 minutes, a one-time schedule beyond. Both end in the same queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time
 */
import { ConflictException, CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { queueUrlOf } from '../../kit/dead-letter.ts';
import type { Job } from './job.ts';

const LONGEST_DELAY_S = 900;

export interface LaterSettings {
  readonly scheduleGroup: string;
  /** The role that lets the scheduler send to the queue. */
  readonly schedulerRole: string;
}

/** @param queueArn of the queue of checks */
export type Later = (job: Job, queueArn: string, delayMs: number, now: Date) => Promise<void>;

export function createLater(sqs: SQSClient, scheduler: SchedulerClient, settings: LaterSettings): Later {
  return async (job, queueArn, delayMs, now) => {
    const delayS = Math.max(0, Math.ceil(delayMs / 1000));
    if (delayS <= LONGEST_DELAY_S) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrlOf(queueArn),
          MessageBody: JSON.stringify(job),
          DelaySeconds: delayS,
        }),
      );
      return;
    }
    try {
      await scheduler.send(
        new CreateScheduleCommand({
          Name: `${job.step}-${job.messageId}-${job.attempt}`,
          GroupName: settings.scheduleGroup,
          ScheduleExpression: `at(${new Date(now.getTime() + delayS * 1000).toISOString().slice(0, 19)})`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: { Arn: queueArn, RoleArn: settings.schedulerRole, Input: JSON.stringify(job) },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error; // a second delivery: the schedule stands already
    }
  };
}

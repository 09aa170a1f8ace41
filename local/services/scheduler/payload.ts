/**
 * What a schedule hands to its target: its input with the context attributes filled in, a default without one, and for a
 * bus an event around it. https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
import { parseArn } from '../../engine/arn.ts';
import type { Parcel } from '../../engine/outbox/parcel.ts';
import { retriesOf } from '../../engine/outbox/retry-policy.ts';
import type { Schedule } from './model.ts';

export interface Execution {
  readonly id: string;
  readonly scheduleArn: string;
  readonly dueMs: number;
}

const seconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** One firing, ready for the outbox. */
export function parcelOf(schedule: Schedule, execution: Execution): Parcel {
  const { Arn = '', RoleArn = '', RetryPolicy: retry, DeadLetterConfig: dead, SqsParameters: sqs } = schedule.target;
  const { id, scheduleArn: arn, dueMs } = execution;
  return {
    target: Arn,
    delivery: {
      body: bodyOf(schedule, execution),
      source: { principal: 'scheduler.amazonaws.com', arn, roleArn: RoleArn },
      ...(sqs?.MessageGroupId && { messageGroupId: sqs.MessageGroupId }),
    },
    ...retriesOf(retry),
    ...(dead?.Arn && { deadLetterArn: dead.Arn }),
    origin: { SCHEDULE_ARN: arn, TARGET_ARN: Arn, EXECUTION_ID: id, SCHEDULED_TIME: new Date(dueMs).toISOString() },
  };
}

function bodyOf({ target }: Schedule, execution: Execution): string {
  const body = target.Input === undefined ? defaultInput(execution) : filled(target.Input, execution);
  const { EventBridgeParameters: bus } = target;
  if (!bus) return body;
  return JSON.stringify({
    source: bus.Source,
    'detail-type': bus.DetailType,
    time: seconds(execution.dueMs),
    resources: [execution.scheduleArn],
    detail: JSON.parse(body),
  });
}

function filled(input: string, { id, scheduleArn, dueMs }: Execution): string {
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': scheduleArn,
    'scheduled-time': seconds(dueMs),
    'execution-id': id,
    'attempt-number': '1',
  };
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html */
function defaultInput({ id, scheduleArn, dueMs }: Execution): string {
  const arn = parseArn(scheduleArn);
  return JSON.stringify({
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: arn?.account,
    time: seconds(dueMs),
    region: arn?.region,
    resources: [scheduleArn],
    detail: '{}',
  });
}

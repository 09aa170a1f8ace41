/** Schedules as Create and Update take them: checked whole, and described. */
import type { GetScheduleCommandOutput, ScheduleSummary } from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import { parseArn } from '../../engine/arn.ts';
import { AwsError } from '../../engine/aws-error.ts';
import { text } from '../../engine/constraints.ts';
import type { Engine } from '../../engine/engine.ts';
import { DEFAULT_RETRY_POLICY, retryPolicyInput } from '../../engine/outbox/retry-policy.ts';
import { parseSchedule } from '../../engine/schedule/schedule.ts';
import { zoneOf } from '../../engine/schedule/zone.ts';
import { WireDate } from '../../engine/wire-date.ts';
import { WINDOW_MINUTES } from './limits.ts';
import type { Schedule } from './model.ts';
import { DEFAULT_GROUP } from './store.ts';

export const name = text({ min: 1, max: 64, pattern: '[0-9a-zA-Z-_.]+' });
const arn = text({ min: 1, max: 1600 });

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html */
export const targetInput = z.strictObject({
  Arn: arn,
  RoleArn: text({ min: 1, max: 1600, pattern: String.raw`arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+` }),
  DeadLetterConfig: z.strictObject({ Arn: arn.optional() }).optional(),
  RetryPolicy: retryPolicyInput.optional(),
  Input: text({ min: 1 }).optional(),
  EventBridgeParameters: z
    .strictObject({ DetailType: text({ min: 1, max: 128 }), Source: text({ min: 1, max: 256 }) })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: text({ min: 1, max: 128 }).optional() }).optional(),
});

/** All but the name, the same for Create and Update. */
export const scheduleInput = {
  Name: name,
  GroupName: name.default(DEFAULT_GROUP),
  ScheduleExpression: text({ min: 1, max: 256 }),
  ScheduleExpressionTimezone: text({ min: 1, max: 50 }).default('UTC'),
  /** Epoch seconds. */
  StartDate: z.number().optional(),
  EndDate: z.number().optional(),
  Description: text({ max: 512 }).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.int().min(1).max(WINDOW_MINUTES).optional(),
  }),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  Target: targetInput,
  ClientToken: text({ min: 1, max: 64 }).optional(),
};

const whole = z.strictObject(scheduleInput);
export type ScheduleInput = z.output<typeof whole>;

const invalid = (sentence: string): AwsError => new AwsError('ValidationException', sentence);

/** The schedule that the input describes. Throws ValidationException. */
export function scheduleOf(engine: Engine, input: ScheduleInput, known?: Schedule): Schedule {
  const {
    ScheduleExpression,
    ScheduleExpressionTimezone,
    StartDate,
    EndDate,
    FlexibleTimeWindow: window,
    Target,
  } = input;
  if (!parseSchedule(ScheduleExpression)) throw invalid(`Invalid Schedule Expression ${ScheduleExpression}.`);
  if (!zoneOf(ScheduleExpressionTimezone))
    throw invalid(`Invalid Schedule Expression Timezone ${ScheduleExpressionTimezone}.`);
  if (StartDate !== undefined && EndDate !== undefined && EndDate <= StartDate)
    throw invalid('The EndDate you specify must come after the StartDate.');
  if (window.Mode === 'FLEXIBLE' && !window.MaximumWindowInMinutes)
    throw invalid('MaximumWindowInMinutes must be specified when the mode of FlexibleTimeWindow is FLEXIBLE.');
  checkTarget(engine, Target);
  const now = engine.clock.now();
  return {
    name: input.Name,
    group: input.GroupName,
    createdMs: known?.createdMs ?? now,
    modifiedMs: now,
    expression: ScheduleExpression,
    zone: ScheduleExpressionTimezone,
    startMs: StartDate === undefined ? undefined : StartDate * 1000,
    endMs: EndDate === undefined ? undefined : EndDate * 1000,
    enabled: input.State === 'ENABLED',
    description: input.Description,
    windowMinutes: window.Mode === 'OFF' ? 0 : (window.MaximumWindowInMinutes ?? 0),
    afterCompletion: input.ActionAfterCompletion,
    target: Target as Schedule['target'],
    clientToken: input.ClientToken,
  };
}

/**
 * The services whose templated targets are built.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 */
const TARGET_SERVICES = ['sqs', 'sns', 'lambda', 'events', 'states'];

function checkTarget(
  engine: Engine,
  { Arn, EventBridgeParameters, SqsParameters, Input }: z.output<typeof targetInput>,
): void {
  if (!TARGET_SERVICES.includes(parseArn(Arn)?.service ?? ''))
    throw invalid(
      `${Arn} is not a target that schedules of the local cloud can deliver to. They deliver to: ${TARGET_SERVICES.join(', ')}.`,
    );
  engine.ports.target(Arn);
  const isBus = Arn.includes(':event-bus/');
  if (isBus !== (EventBridgeParameters !== undefined))
    throw invalid(
      isBus
        ? 'EventBridgeParameters must be specified when the target is an event bus.'
        : 'EventBridgeParameters is only for targets that are event buses.',
    );
  if (isBus && Input !== undefined && !isJsonObject(Input))
    throw invalid('Input must be a JSON object when the target is an event bus.');
  if (Arn.endsWith('.fifo') && !SqsParameters?.MessageGroupId)
    throw invalid('SqsParameters with a MessageGroupId must be specified when the target is a FIFO queue.');
}

function isJsonObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}

export const groupArn = (engine: Engine, group: string): string => engine.arn('scheduler', `schedule-group/${group}`);
export const scheduleArn = (engine: Engine, { group, name }: { group: string; name: string }): string =>
  engine.arn('scheduler', `schedule/${group}/${name}`);

export const described = (engine: Engine, schedule: Schedule): Omit<GetScheduleCommandOutput, '$metadata'> => ({
  Arn: scheduleArn(engine, schedule),
  GroupName: schedule.group,
  Name: schedule.name,
  ScheduleExpression: schedule.expression,
  ScheduleExpressionTimezone: schedule.zone,
  StartDate: schedule.startMs === undefined ? undefined : new WireDate(schedule.startMs),
  EndDate: schedule.endMs === undefined ? undefined : new WireDate(schedule.endMs),
  Description: schedule.description,
  State: schedule.enabled ? 'ENABLED' : 'DISABLED',
  CreationDate: new WireDate(schedule.createdMs),
  LastModificationDate: new WireDate(schedule.modifiedMs),
  FlexibleTimeWindow:
    schedule.windowMinutes > 0 ? { Mode: 'FLEXIBLE', MaximumWindowInMinutes: schedule.windowMinutes } : { Mode: 'OFF' },
  ActionAfterCompletion: schedule.afterCompletion,
  Target: {
    ...schedule.target,
    Arn: schedule.target.Arn,
    RoleArn: schedule.target.RoleArn,
    RetryPolicy: { ...DEFAULT_RETRY_POLICY, ...schedule.target.RetryPolicy },
  },
});

export const listed = (engine: Engine, schedule: Schedule): ScheduleSummary => ({
  Arn: scheduleArn(engine, schedule),
  Name: schedule.name,
  GroupName: schedule.group,
  State: schedule.enabled ? 'ENABLED' : 'DISABLED',
  CreationDate: new WireDate(schedule.createdMs),
  LastModificationDate: new WireDate(schedule.modifiedMs),
  Target: { Arn: schedule.target.Arn },
});

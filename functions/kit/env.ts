/** The environment of a function, read once and checked whole. The only place that reads process.env. */
import * as z from 'zod';

const schema = z.object({
  SIGNALBOX_STAGE: z.string().min(1),
  SIGNALBOX_BUS: z.string().min(1),
  SIGNALBOX_PAYLOADS_BUCKET: z.string().min(1),
  SIGNALBOX_REGISTRY_TABLE: z.string().min(1),
  SIGNALBOX_HISTORY_TABLE: z.string().min(1),
  SIGNALBOX_HISTORY_DAYS: z.coerce.number().int().min(1),
  SIGNALBOX_VERSION: z.string().min(1),
  AWS_REGION: z.string().min(1),
});

export interface Settings {
  readonly stage: string;
  readonly bus: string;
  /** Where payloads lie that are too large for the bus. */
  readonly payloadsBucket: string;
  readonly registryTable: string;
  readonly historyTable: string;
  /** How long rows of the history are kept, in days. */
  readonly historyDays: number;
  readonly version: string;
  readonly region: string;
}

let read: Settings | undefined;

/** Throws when the deployment did not set what a function needs. */
export function settings(): Settings {
  if (read) return read;
  const env = parsed(schema);
  read = {
    stage: env.SIGNALBOX_STAGE,
    bus: env.SIGNALBOX_BUS,
    payloadsBucket: env.SIGNALBOX_PAYLOADS_BUCKET,
    registryTable: env.SIGNALBOX_REGISTRY_TABLE,
    historyTable: env.SIGNALBOX_HISTORY_TABLE,
    historyDays: env.SIGNALBOX_HISTORY_DAYS,
    version: env.SIGNALBOX_VERSION,
    region: env.AWS_REGION,
  };
  return read;
}

const deadlineSchema = z.object({
  SIGNALBOX_DEADLINE_CHECKS_QUEUE: z.string().min(1),
  SIGNALBOX_SCHEDULE_GROUP: z.string().min(1),
  SIGNALBOX_SCHEDULER_ROLE: z.string().min(1),
});

/** What the deadline watcher needs besides: a queue by name, a group of schedules, the ARN of the scheduler's role. */
export function deadlineSettings(): { checksQueue: string; scheduleGroup: string; schedulerRole: string } {
  const env = parsed(deadlineSchema);
  return {
    checksQueue: env.SIGNALBOX_DEADLINE_CHECKS_QUEUE,
    scheduleGroup: env.SIGNALBOX_SCHEDULE_GROUP,
    schedulerRole: env.SIGNALBOX_SCHEDULER_ROLE,
  };
}

const authorizerSchema = z.object({ SIGNALBOX_ADMIN_KEY_SECRET: z.string().min(1) });

/** What the authorizer needs besides: the name of the secret with the first key. */
export const adminKeySecret = (): string => parsed(authorizerSchema).SIGNALBOX_ADMIN_KEY_SECRET;

export function parsed<Shape extends z.ZodType>(shape: Shape): z.output<Shape> {
  const result = shape.safeParse(process.env);
  if (result.success) return result.data;
  throw new Error(
    `The function's environment is not complete: ${z.prettifyError(result.error)}. It is set by lib/constructs.`,
  );
}

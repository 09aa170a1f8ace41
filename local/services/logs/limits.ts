/** Quotas of CloudWatch Logs, and how much the local cloud keeps. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
import * as z from 'zod';

/** Of one PutLogEvents, each event counted with 26 bytes more. */
export const BATCH_BYTES = 1_048_576;
export const EVENT_OVERHEAD_BYTES = 26;
export const BATCH_EVENTS = 10_000;
/** Events of a batch may be at most this old, and this far ahead. */
export const OLDEST_EVENT_MS = 14 * 24 * 3_600_000;
export const NEWEST_EVENT_MS = 2 * 3_600_000;
/** Most events of one answer. */
export const ANSWER_EVENTS = 10_000;
export const ANSWER_BYTES = 1_048_576;

/** Subscription filters of one group. */
export const FILTERS_PER_GROUP = 2;
/** The most that one delivery to a function carries, before it is zipped. */
export const DELIVERY_LINES = 1_000;
export const DELIVERY_BYTES = 512 * 1024;
/** How long the first line waits for others to go with it. */
export const DELIVERY_WAIT_MS = 50;
/** Pauses before a delivery is made again. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const DELIVERY_RETRY_MS = [60_000, 120_000] as const;

/** What is kept of a group here, the newest: AWS keeps everything until the retention ends. */
export const KEPT_LINES = 10_000;
export const KEPT_BYTES = 8 * 1_048_576;
/** How long lines may wait in memory before they are written to the store. */
export const FLUSH_AFTER_MS = 1_000;
/** Between two groups that are written. */
export const FLUSH_GAP_MS = 20;

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const groupName = z
  .string()
  .regex(/^[\w./#-]{1,512}$/, 'a log group name has 1 to 512 of letters, digits and ._/#-');
export const streamName = z
  .string()
  .regex(/^[^:*]{1,512}$/, 'a log stream name has 1 to 512 characters without : and *');
export const tags = z.record(z.string().min(1).max(128), z.string().max(256));
export const retentionDays = z.number().refine((days) => RETENTION_DAYS.includes(days), {
  error: `retentionInDays is one of ${RETENTION_DAYS.join(', ')}`,
});
/** Name or ARN; the ARN may end in `:*`. */
export const groupIdentifier = z
  .string()
  .min(1)
  .max(2048)
  .transform((text) => /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/.exec(text)?.[1] ?? text);

/**
 * What CloudWatch Logs hands to a function: lines of Step Functions' log, zipped.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html,
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { LinkedEvent } from '../../../domain/workflow/transitions.ts';

const envelope = z.object({ messageType: z.string(), logEvents: z.array(z.object({ message: z.string() })) });

/** Numbers travel as text. */
const line = z.object({
  id: z.coerce.number().int(),
  type: z.string(),
  previous_event_id: z.coerce.number().int(),
  event_timestamp: z.coerce.number(),
  execution_arn: z.string(),
  details: z.object({ name: z.string().optional(), error: z.string().optional() }).optional(),
});

/** Events of executions by their ARN, in the order in which they came. */
export interface LoggedEvents {
  readonly executions: ReadonlyMap<string, readonly LinkedEvent[]>;
  /** Lines that are none of Step Functions'. */
  readonly unreadable: number;
}

/** @param data zipped JSON in base64. Throws for what no log service sends. */
export function readLogData(data: string): LoggedEvents {
  const { messageType, logEvents } = envelope.parse(JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()));
  const executions = new Map<string, LinkedEvent[]>();
  if (messageType !== 'DATA_MESSAGE') return { executions, unreadable: 0 }; // it asks whether somebody is there
  let unreadable = 0;
  for (const { message } of logEvents) {
    const parsed = line.safeParse(jsonIn(message));
    if (!parsed.success) {
      unreadable += 1;
      continue;
    }
    const { id, type, previous_event_id, event_timestamp, execution_arn, details = {} } = parsed.data;
    const events = executions.get(execution_arn) ?? [];
    executions.set(execution_arn, events);
    events.push({
      id,
      type,
      previous: previous_event_id,
      at: new Date(event_timestamp).toISOString(),
      state: details.name,
      error: details.error,
    });
  }
  return { executions, unreadable };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

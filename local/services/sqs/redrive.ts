/**
 * Redrive: which queue takes the dead letters of which, and after how many receives.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
import * as z from 'zod';
import { parseArn } from '../../engine/arn.ts';
import { invalidParameter, invalidValue } from './errors.ts';
import { MOST_RECEIVES, MOST_SOURCE_QUEUES } from './limits.ts';

export interface Redrive {
  /** ARN of the dead-letter queue. */
  readonly target: string;
  /** Receives after which the next one moves the message. */
  readonly mostReceives: number;
}

export type RedriveAllow =
  | { readonly permission: 'allowAll' | 'denyAll' }
  | { readonly permission: 'byQueue'; readonly sources: readonly string[] };

const redrivePolicy = z.object({
  deadLetterTargetArn: z.string().optional(),
  maxReceiveCount: z.union([z.number(), z.string()]).optional(),
});

/** Reads a RedrivePolicy. Throws AWS's InvalidParameterValue. */
export function redriveOf(text: string): Redrive {
  const refuse = (reason: string) => invalidValue(text, 'RedrivePolicy', reason);
  const policy = parse(redrivePolicy, text, refuse('Redrive policy is not a valid JSON map.'));
  const missing = (name: string) => refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
  if (!policy.deadLetterTargetArn) throw missing('deadLetterTargetArn');
  if (policy.maxReceiveCount === undefined) throw missing('maxReceiveCount');
  if (parseArn(policy.deadLetterTargetArn)?.service !== 'sqs') throw refuse('Invalid value for deadLetterTargetArn.');
  const mostReceives = Number(policy.maxReceiveCount);
  if (!Number.isInteger(mostReceives) || mostReceives < 1 || mostReceives > MOST_RECEIVES)
    throw refuse(
      `Invalid value for maxReceiveCount: ${policy.maxReceiveCount}, valid values are from 1 to ${MOST_RECEIVES} both inclusive.`,
    );
  return { target: policy.deadLetterTargetArn, mostReceives };
}

const redriveAllowPolicy = z.strictObject({
  redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']),
  sourceQueueArns: z.array(z.string()).optional(),
});

/** Reads a RedriveAllowPolicy. Throws AWS's InvalidParameterValue. */
export function redriveAllowOf(text: string): RedriveAllow {
  const refuse = (reason: string) => invalidValue(text, 'RedriveAllowPolicy', reason);
  const policy = parse(redriveAllowPolicy, text, refuse('It is not a valid redrive allow policy.'));
  const { redrivePermission: permission, sourceQueueArns: sources = [] } = policy;
  if (permission === 'byQueue') {
    if (sources.length === 0 || sources.length > MOST_SOURCE_QUEUES)
      throw refuse(`byQueue takes from 1 to ${MOST_SOURCE_QUEUES} sourceQueueArns.`);
    return { permission, sources };
  }
  if (sources.length > 0) throw refuse(`sourceQueueArns go with byQueue only, not with ${permission}.`);
  return { permission };
}

interface DeadLetterQueue {
  readonly fifo: boolean;
  readonly settings: { readonly redriveAllow: RedriveAllow | undefined };
}

/** Throws when the queue that a redrive policy names cannot take the dead letters of `source`. */
export function checkRedrive(
  text: string,
  source: { readonly arn: string; readonly fifo: boolean },
  queueOf: (arn: string) => DeadLetterQueue | undefined,
): void {
  const { target } = redriveOf(text);
  const queue = queueOf(target);
  const refuse = (reason: string) => invalidValue(text, 'RedrivePolicy', reason);
  if (!queue) throw refuse('Dead letter target does not exist.');
  if (queue.fifo !== source.fifo) throw refuse('Dead-letter queue must be same type of queue as the source.');
  const allow = queue.settings.redriveAllow;
  const allowed =
    allow === undefined ||
    allow.permission === 'allowAll' ||
    (allow.permission === 'byQueue' && allow.sources.includes(source.arn));
  if (!allowed)
    throw invalidParameter(
      `The dead-letter queue ${target} does not allow ${source.arn} as a source. Change its RedriveAllowPolicy.`,
    );
}

function parse<T>(schema: z.ZodType<T>, text: string, refusal: Error): T {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: refused below.
  }
  throw refusal;
}

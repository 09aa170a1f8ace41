/**
 * Subscription filters: the lines of a group that match go to a function as they arrive, zipped.
 *
 * 1. The first line waits a moment for others, as on AWS, where it is seconds. One invocation at a time for each filter; what
 *    arrives meanwhile goes with the next. Whoever writes lines waits for nothing.
 * 2. A batch is of one stream, as on AWS.
 * 3. A function that fails is tried again after one minute and after two more, as Lambda does it with asynchronous events. Lines
 *    on their way are in memory: a stop or a crash loses them, with the last second of the log itself.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
import { gzipSync } from 'node:zlib';
import { parseArn } from '../../engine/arn.ts';
import { AwsError, unsupported } from '../../engine/aws-error.ts';
import type { Cancel } from '../../engine/clock.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Delivery, LogLine } from '../../engine/ports.ts';
import { invalid } from './errors.ts';
import { eventId } from './event-id.ts';
import { filterPattern } from './filter/pattern.ts';
import { DELIVERY_BYTES, DELIVERY_LINES, DELIVERY_RETRY_MS, DELIVERY_WAIT_MS, FILTERS_PER_GROUP } from './limits.ts';

export interface SubscriptionFilter {
  readonly name: string;
  readonly pattern: string;
  readonly destinationArn: string;
  readonly distribution: 'ByLogStream' | 'Random';
  readonly createdMs: number;
}

interface NumberedLine extends LogLine {
  readonly id: number;
}

export interface Subscriber {
  readonly filter: SubscriptionFilter;
  take(stream: string, lines: readonly NumberedLine[]): void;
  /** What has not been handed over is dropped. */
  end(): void;
}

interface Batch {
  readonly stream: string;
  readonly lines: NumberedLine[];
  bytes: number;
}

/** Throws unless it is well formed and goes to a function that lets CloudWatch Logs invoke it. */
export function checkSubscription(
  engine: Engine,
  group: string,
  { pattern, destinationArn }: SubscriptionFilter,
): void {
  filterPattern(pattern);
  const service = parseArn(destinationArn)?.service;
  if (service === undefined) throw invalid(`Invalid destinationArn: ${destinationArn}`);
  if (service !== 'lambda')
    throw unsupported(`A subscription filter to ${destinationArn}`, 'Only Lambda functions are destinations here.');
  try {
    engine.ports.get('functions').check(destinationArn, sourceOf(engine, group));
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw invalid(
      `Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function. (${cause.message})`,
    );
  }
}

/** Those of a group with one more, or with one in the place of its namesake. */
export function withSubscription(
  others: readonly SubscriptionFilter[],
  filter: SubscriptionFilter,
): SubscriptionFilter[] {
  const kept = others.filter(({ name }) => name !== filter.name);
  if (kept.length >= FILTERS_PER_GROUP) throw new AwsError('LimitExceededException', 'Resource limit exceeded.');
  return [...kept, filter];
}

const sourceOf = (engine: Engine, group: string): Delivery['source'] => ({
  principal: 'logs.amazonaws.com',
  arn: engine.arn('logs', `log-group:${group}:*`),
});

export function subscriber(engine: Engine, group: string, filter: SubscriptionFilter): Subscriber {
  const matches = filterPattern(filter.pattern);
  const { send, note, end } = createSender(engine, group, filter);
  const waiting: Batch[] = [];
  let isSending = false;
  let cancel: Cancel = () => undefined;

  function take(stream: string, lines: readonly NumberedLine[]): void {
    for (const line of lines) if (matches(line.message)) addTo(waiting, stream, line);
    if (isSending || waiting.length === 0) return;
    isSending = true;
    note('deliver-begin');
    cancel = engine.clock.limit(DELIVERY_WAIT_MS, () => void sendAll());
  }

  async function sendAll(): Promise<void> {
    for (let batch = waiting.shift(); batch; batch = waiting.shift())
      await send(payloadOf(engine.account, group, filter, batch));
    isSending = false;
    note('deliver-end');
  }

  return {
    filter,
    take,
    end() {
      cancel();
      end();
      waiting.length = 0;
    },
  };
}

/** To the last batch of its stream, while that has room. */
function addTo(waiting: Batch[], stream: string, line: NumberedLine): void {
  const last = waiting.findLast((batch) => batch.stream === stream);
  const bytes = Buffer.byteLength(line.message);
  if (last && last.lines.length < DELIVERY_LINES && last.bytes + bytes <= DELIVERY_BYTES) {
    last.lines.push(line);
    last.bytes += bytes;
  } else waiting.push({ stream, lines: [line], bytes });
}

function payloadOf(owner: string, logGroup: string, { name }: SubscriptionFilter, { stream, lines }: Batch): string {
  const data = {
    messageType: 'DATA_MESSAGE',
    owner,
    logGroup,
    logStream: stream,
    subscriptionFilters: [name],
    logEvents: lines.map(({ id, timestamp, message }) => ({ id: eventId(timestamp, id), timestamp, message })),
  };
  return JSON.stringify({ awslogs: { data: gzipSync(JSON.stringify(data), { level: 1 }).toString('base64') } });
}

/** What invokes the function, and again when that fails. */
function createSender(engine: Engine, group: string, { name, destinationArn }: SubscriptionFilter) {
  let hasEnded = false;

  /** Between a begin and its end lines are on their way; each batch has a record of its own. */
  const note = (action: string, outcome = 'ok') =>
    engine.traces.add({
      service: 'logs',
      action,
      resource: destinationArn,
      outcome,
      detail: { group, filter: name },
    });

  async function send(payload: string, retries = 0): Promise<void> {
    if (hasEnded) return;
    const outcome = await invoke(payload);
    note('deliver', outcome);
    const waitMs = DELIVERY_RETRY_MS[retries];
    if (outcome === 'ok' || waitMs === undefined) return;
    engine.clock.at(engine.clock.now() + waitMs, () => void send(payload, retries + 1));
  }

  async function invoke(payload: string): Promise<string> {
    try {
      const functions = engine.ports.get('functions');
      const { functionError } = await functions.invoke(destinationArn, payload, sourceOf(engine, group));
      return functionError ?? 'ok';
    } catch (error) {
      if (error instanceof AwsError) return error.code;
      engine.report(`logs: delivery to ${destinationArn}`, error);
      return 'InternalError';
    }
  }

  return {
    send: (payload: string) => send(payload),
    note,
    end() {
      hasEnded = true;
    },
  };
}

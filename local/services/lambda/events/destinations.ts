/** Where the outcome of an asynchronous invoke goes. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */

import { parseArn } from '../../../engine/arn.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Delivery } from '../../../engine/ports.ts';
import { checkDestination } from '../access.ts';
import type { Answer } from '../execution/invoker.ts';
import type { FunctionVersion } from '../model.ts';
import type { AsyncEvent } from './event.ts';

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

export interface EventOutcome {
  readonly event: AsyncEvent;
  readonly version: FunctionVersion;
  readonly condition: Condition;
  /** The last answer, when there was one. */
  readonly answer: Answer | undefined;
}

const PRINCIPAL = 'lambda.amazonaws.com';
/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq (ErrorMessage) */
const LONGEST_ERROR_CHARACTERS = 1024;

/** The invocation record for an OnSuccess or OnFailure destination. */
export async function sendRecord(
  engine: Engine,
  destination: string,
  { event, version, condition, answer }: EventOutcome,
): Promise<void> {
  const record = {
    version: '1.0',
    timestamp: new Date(engine.clock.now()).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: event.qualified ? event.arn : `${event.arn}:$LATEST`,
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.payload || '{}'),
    ...(answer && {
      responseContext: {
        statusCode: 200,
        executedVersion: answer.executedVersion,
        ...(answer.failed && { functionError: 'Unhandled' }),
      },
      responsePayload: jsonOrText(answer.payload),
    }),
  };
  const source = sourceOf(engine, destination, event, version);
  const toBus = parseArn(destination)?.service === 'events';
  const body = JSON.stringify(toBus ? busEvent(engine, destination, event, condition, record) : record);
  await engine.ports.target(destination).deliver(destination, { body, source });
}

/** A function that streams may answer with anything. */
function jsonOrText(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

/** Delivers as the function's role, which must allow it. */
function sourceOf(
  engine: Engine,
  destination: string,
  event: AsyncEvent,
  version: FunctionVersion,
): Delivery['source'] {
  checkDestination(engine, version, destination);
  return { principal: PRINCIPAL, arn: event.arn, roleArn: version.role };
}

/** A bus gets the record as the detail of an event. */
function busEvent(
  engine: Engine,
  destination: string,
  event: AsyncEvent,
  condition: Condition,
  detail: object,
): object {
  return {
    version: '0',
    id: engine.random.uuid(),
    'detail-type': `Lambda Function Invocation Result - ${condition === 'Success' ? 'Success' : 'Failure'}`,
    source: 'lambda',
    account: engine.account,
    time: new Date(engine.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: engine.region,
    resources: [destination, event.arn],
    detail,
  };
}

/** The event itself, for the dead-letter queue of the function's configuration. */
export async function sendDeadLetter(
  engine: Engine,
  destination: string,
  { event, version, answer }: EventOutcome,
): Promise<void> {
  const message = answer ? (JSON.parse(answer.payload) as { errorMessage?: unknown }).errorMessage : undefined;
  const text = (StringValue: string, DataType = 'String') => ({ DataType, StringValue });
  const delivery: Delivery = {
    body: event.payload,
    source: sourceOf(engine, destination, event, version),
    attributes: {
      RequestID: text(event.requestId),
      ErrorCode: text(answer ? '200' : '429', 'Number'),
      ErrorMessage: text(String(message ?? 'Rate Exceeded.').slice(0, LONGEST_ERROR_CHARACTERS) || 'Unknown'),
    },
  };
  await engine.ports.target(destination).deliver(destination, delivery);
}

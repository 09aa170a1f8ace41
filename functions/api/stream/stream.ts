/**
 * GET <StreamUrl>/v1/executions/{id}/stream: what happens in an execution, as it happens (contracts/stream.ts).
 *
 * 1. Step Functions pushes nothing to a function, so this asks, at intervals that grow while nothing happens.
 * 2. It ends its response in time before its own timeout; the client asks again and gives the last id.
 * 3. The key is checked here: a function URL has no authorizer. Any role may read.
 */
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import * as z from 'zod';
import { CONTINUED, HEARTBEAT, STREAM_HEARTBEAT_S, type StreamEvent, streamPath } from '../../../contracts/stream.ts';
import { type ExecutionName, executionId, readExecutionId } from '../../../domain/workflow/identity.ts';
import type { Authenticate } from '../../kit/authenticate.ts';
import type { Clock } from '../../kit/clock.ts';
import type { HistoryReader } from '../../kit/history.ts';
import { readQuery } from '../../kit/http-body.ts';
import type { Log } from '../../kit/observe.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import { readCursor, startOf } from './cursor.ts';
import type { ExecutionEvents } from './execution-events.ts';
import { type Feed, openFeed } from './feed.ts';
import type { Body, Sink } from './sink.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
const PAUSE_GROWS = 1.5;
/** After a poll that AWS refused: GetExecutionHistory is counted for the whole account. */
const REFUSED_PAUSE_MS = 5000;
const HEARTBEAT_MS = STREAM_HEARTBEAT_S * 1000;
/** Of the function's time, left for the last poll and the end of the response. */
const SPARE_MS = 10_000;
/** What an EventSource waits before it asks again. */
const RETRY_MS = 1000;

export interface StreamDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly history: Pick<HistoryReader, 'keys' | 'recorded'>;
  readonly eventsOf: (execution: ExecutionName, context: Context) => ExecutionEvents;
}

export type StreamRequest = Pick<LambdaFunctionURLEvent, 'rawPath' | 'headers' | 'queryStringParameters'> & {
  readonly requestContext: { readonly http: { readonly method: string } };
};
export type StreamFunction = (request: StreamRequest, sink: Sink, context: Context) => Promise<void>;

export function createStream(deps: StreamDeps): StreamFunction {
  return async (request, sink, context) => {
    try {
      await serve(deps, request, sink, context);
    } catch (error) {
      await refuse(error, deps.log, sink, context);
    }
  };
}

async function serve(deps: StreamDeps, request: StreamRequest, sink: Sink, context: Context): Promise<void> {
  const untilMs = deps.clock.monotonicMs() + context.getRemainingTimeInMillis() - SPARE_MS;
  const { execution, cursor, payloads } = await admit(deps, request);
  const read = deps.eventsOf(execution, context);
  const events = async (after: number) => (await read(after)) ?? unknown(execution);
  const feed = openFeed(execution, cursor, { events, history: deps.history, clock: deps.clock }, payloads);
  const first = await feed.poll();
  if (feed.ended && first.length === 0) {
    // An EventSource stops asking at 204; nothing happened since the end that it has had.
    const body = sink({ statusCode: 204, headers: {} });
    await body.write('');
    return body.end();
  }
  const body = sink({
    statusCode: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
  await body.write(`retry: ${RETRY_MS}\n\n`);
  await follow(deps, feed, first, body, untilMs);
  await body.end();
}

/** Until the end, or until time is up, or nobody reads. A response that has begun cannot fail: it ends, and is asked for again. */
async function follow(
  { clock, log }: StreamDeps,
  feed: Feed,
  first: readonly StreamEvent[],
  body: Body,
  untilMs: number,
): Promise<void> {
  let fresh = first;
  let pauseMs = FIRST_PAUSE_MS;
  let wroteMs = clock.monotonicMs();
  const say = async (text: string): Promise<void> => {
    await body.write(text);
    wroteMs = clock.monotonicMs();
  };
  for (;;) {
    for (const event of fresh) {
      if (body.gone) return;
      await say(frameOf(event));
    }
    if (feed.ended || body.gone) return;
    if (clock.monotonicMs() >= untilMs) return say(`: ${CONTINUED}\n\n`);
    if (clock.monotonicMs() - wroteMs >= HEARTBEAT_MS) await say(`: ${HEARTBEAT}\n\n`);
    pauseMs = fresh.length > 0 ? FIRST_PAUSE_MS : Math.min(pauseMs * PAUSE_GROWS, LONGEST_PAUSE_MS);
    await Promise.race([clock.sleep(pauseMs), body.closed]);
    if (body.gone) return;
    try {
      fresh = await feed.poll();
    } catch (error) {
      fresh = [];
      if (!isRefused(error)) {
        log.error('A stream could not be read on; its client asks again.', { reason: String(error) });
        return say(': interrupted\n\n');
      }
      await Promise.race([clock.sleep(REFUSED_PAUSE_MS), body.closed]);
    }
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && /^Throttl|TooManyRequests|ProvisionedThroughputExceeded/.test(error.name);

const frameOf = ({ event, id, data }: StreamEvent): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

const querySchema = z.strictObject({
  payloads: z.enum(['true', 'false']).default('false'),
});

/** Who asks, for what, from where. Throws the problem. */
async function admit({ authenticate }: StreamDeps, request: StreamRequest) {
  const caller = await authenticate(request.headers);
  if (!caller) throw new ProblemError(problem('no-key', 'Send your key in the header x-api-key.'));
  const execution = route(request);
  const { payloads } = readQuery(querySchema, request.queryStringParameters ?? {});
  const last = request.headers['last-event-id'];
  const cursor = last ? readCursor(last, executionId(execution)) : startOf(executionId(execution));
  if (!cursor)
    throw new ProblemError(
      problem('invalid-request', `Last-Event-ID is no id of the stream of ${executionId(execution)}.`, [
        {
          field: 'last-event-id',
          rule: 'must be the id of an event of this stream',
          remedy: 'Give back the last id unchanged, or leave the header out to begin at the start.',
        },
      ]),
    );
  return { execution, cursor, payloads: payloads === 'true' };
}

function route({ rawPath, requestContext }: StreamRequest): ExecutionName {
  const { method } = requestContext.http;
  const [, asked] = /^\/v1\/executions\/([^/]+)\/stream\/?$/.exec(rawPath) ?? [];
  if (asked === undefined)
    throw new ProblemError(
      problem('unknown-route', `${method} ${rawPath} leads nowhere; there is: GET ${streamPath('id')}.`),
    );
  if (method !== 'GET')
    throw new ProblemError(problem('method-not-allowed', `${rawPath} does not take ${method}; use GET.`), {
      allow: 'GET',
    });
  const execution = readExecutionId(decoded(asked));
  if (!execution)
    throw new ProblemError(
      problem('not-found', `${asked} is no execution's id; one looks like weekly-report:2026-47.`),
    );
  return execution;
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

function unknown(execution: ExecutionName): never {
  const detail = `There is no execution ${executionId(execution)}. One that ended more than 90 days ago is gone.`;
  throw new ProblemError(problem('not-found', detail));
}

async function refuse(error: unknown, log: Log, sink: Sink, context: Context): Promise<void> {
  const known = error instanceof ProblemError;
  if (!known) log.error('A stream failed.', { request_id: context.awsRequestId, reason: String(error) });
  const detail = `The platform failed to answer. Try again, and give ${context.awsRequestId} when you ask about it.`;
  const { problem: told, headers } = known ? error : new ProblemError(problem('internal-error', detail));
  const body = sink({ statusCode: told.status, headers: { 'content-type': 'application/problem+json', ...headers } });
  await body.write(JSON.stringify(told));
  await body.end();
}

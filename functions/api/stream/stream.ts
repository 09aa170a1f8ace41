/**
 * GET <StreamUrl>/v1/executions/{id}/stream: what happens in an execution, as it happens (contracts/stream.ts).
 *
 * 1. Step Functions pushes nothing to a function, so this asks, at intervals that grow while nothing happens.
 * 2. It ends its response in time before its own timeout; the client asks again and gives the last id.
 * 3. The key is checked here: a function URL has no authorizer. Any role may read.
 */
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import {
  CONTINUED,
  debateStreamPath,
  HEARTBEAT,
  STREAM_HEARTBEAT_S,
  type StreamEvent,
  streamPath,
} from '../../../contracts/stream.ts';
import { type ExecutionName, executionId, readExecutionId } from '../../../domain/workflow/identity.ts';
import type { Authenticate } from '../../kit/authenticate.ts';
import type { Clock } from '../../kit/clock.ts';
import type { HistoryReader } from '../../kit/history.ts';
import { readQuery } from '../../kit/http-body.ts';
import type { Log } from '../../kit/observe.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import type { Body, Sink } from '../../kit/sink.ts';
import { callerOf, type UrlFunction, type UrlRequest, urlFunction } from '../../kit/url-function.ts';
import { readCursor, startOf } from './cursor.ts';
import type { ExecutionEvents } from './execution-events.ts';
import { type Feed, openFeed } from './feed.ts';
import type { ReadPieces } from './live-texts.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
const PAUSE_GROWS = 1.5;
/** Texts are looked at so often, the execution's history not for them. */
const TEXTS_MS = 200;
/** After a poll that AWS refused: GetExecutionHistory is counted for the whole account. */
const REFUSED_PAUSE_MS = 5000;
const HEARTBEAT_MS = STREAM_HEARTBEAT_S * 1000;
/** Of the function's time, left for the last poll and the end of the response. */
const SPARE_MS = 10_000;
/** The workflow that debates are executions of (systems/council/workflow.ts). */
const DEBATE = 'debate';
/** What an EventSource waits before it asks again. */
const RETRY_MS = 1000;

export interface StreamDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly history: Pick<HistoryReader, 'keys' | 'recorded'>;
  readonly pieces: ReadPieces;
  readonly eventsOf: (execution: ExecutionName, context: Context) => ExecutionEvents;
}

export const createStream = (deps: StreamDeps): UrlFunction =>
  urlFunction(deps.log, (request, sink, context) => serve(deps, request, sink, context));

async function serve(deps: StreamDeps, request: UrlRequest, sink: Sink, context: Context): Promise<void> {
  const untilMs = deps.clock.monotonicMs() + context.getRemainingTimeInMillis() - SPARE_MS;
  const { execution, cursor, payloads, tokens } = await admit(deps, request);
  const read = deps.eventsOf(execution, context);
  const events = async (after: number) => (await read(after)) ?? unknown(execution);
  const { history, clock } = deps;
  const pieces = tokens ? deps.pieces : undefined;
  const feed = openFeed(execution, cursor, { events, history, clock, pieces }, payloads);
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
  const tell = async (events: readonly StreamEvent[]): Promise<void> => {
    for (const event of events) if (!body.gone) await say(frameOf(event));
  };
  /** Texts are looked at meanwhile. */
  const rest = async (ms: number): Promise<void> => {
    const sliceMs = feed.hasTexts ? Math.min(ms, TEXTS_MS) : ms;
    await Promise.race([clock.sleep(sliceMs), body.closed]);
    if (body.gone || ms <= sliceMs) return;
    await tell(await feed.texts());
    return rest(ms - sliceMs);
  };
  for (;;) {
    await tell(fresh);
    if (feed.ended || body.gone) return;
    if (clock.monotonicMs() >= untilMs) return say(`: ${CONTINUED}\n\n`);
    if (clock.monotonicMs() - wroteMs >= HEARTBEAT_MS) await say(`: ${HEARTBEAT}\n\n`);
    const moved = fresh.some(({ event }) => event !== 'tokens');
    pauseMs = moved ? FIRST_PAUSE_MS : Math.min(pauseMs * PAUSE_GROWS, LONGEST_PAUSE_MS);
    try {
      await rest(pauseMs);
      if (body.gone) return;
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

const flag = z.enum(['true', 'false']);
const querySchema = z.strictObject({ payloads: flag.optional(), tokens: flag.optional() });

/** Who asks, for what, from where. Throws the problem. */
async function admit({ authenticate }: StreamDeps, request: UrlRequest) {
  await callerOf(authenticate, request);
  const { execution, whole } = route(request);
  const { payloads = whole, tokens = whole } = readQuery(querySchema, request.queryStringParameters ?? {});
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
  return { execution, cursor, payloads: payloads === 'true', tokens: tokens === 'true' };
}

/** `whole`: whether payloads and tokens come unless told otherwise. */
function route({ rawPath, requestContext }: UrlRequest): { execution: ExecutionName; whole: 'true' | 'false' } {
  const { method } = requestContext.http;
  const [, kind, asked] = /^\/v1\/(executions|debates)\/([^/]+)\/stream\/?$/.exec(rawPath) ?? [];
  if (asked === undefined) {
    const known = `GET ${streamPath('id')}, GET ${debateStreamPath('id')}`;
    throw new ProblemError(problem('unknown-route', `${method} ${rawPath} leads nowhere; there are: ${known}.`));
  }
  if (method !== 'GET')
    throw new ProblemError(problem('method-not-allowed', `${rawPath} does not take ${method}; use GET.`), {
      allow: 'GET',
    });
  const isDebate = kind === 'debates';
  const execution = readExecutionId(isDebate ? `${DEBATE}:${decoded(asked)}` : decoded(asked));
  if (execution) return { execution, whole: isDebate ? 'true' : 'false' };
  const detail = isDebate
    ? `${asked} is no debate's id.`
    : `${asked} is no execution's id; one looks like weekly-report:2026-47.`;
  throw new ProblemError(problem('not-found', detail));
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

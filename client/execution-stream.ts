/**
 * Follows an execution of a workflow by its stream (contracts/stream.ts), and goes on when the connection does not.
 *
 *   connecting ──200──> open ──`end`, 204──> ended
 *     ↑  │ └──refused (400, 401, 403, 404)──> failed
 *     │  └──cut, silent, 5xx──> waiting ──MAX_TRIES in a row──> failed
 *     └──────────────────────────┘          close() ──> ended, from any
 *
 * 1. Each reconnect asks behind the last id that was whole. What the server repeats (docs/decisions/0013-streams.md tells when) is left
 *    out here, for as long as the stream is this one; begun anew with `after`, the rest of a large burst may come again.
 * 2. A connection that says nothing for 2.5 heartbeats is dead.
 * 3. Between tries it waits at random up to a bound that doubles, so that clients do not come back together.
 */
import {
  CONTINUED,
  HEARTBEAT,
  STREAM_HEARTBEAT_S,
  type StreamEvent,
  streamEventSchema,
  streamPath,
} from '../contracts/stream.ts';
import { type ClientClock, systemClock } from './clock.ts';
import { createEventParser, type ServerSentEvent } from './event-parser.ts';

const MAX_TRIES = 10;
const LONGEST_SILENCE_MS = 2.5 * STREAM_HEARTBEAT_S * 1000;
const FIRST_BOUND_MS = 500;
const LONGEST_BOUND_MS = 30_000;
/** Asking again would be answered the same. */
const FINAL = new Set([400, 401, 403, 404, 405]);

export type StreamState =
  | { readonly is: 'connecting'; readonly attempt: number }
  | { readonly is: 'open' }
  | { readonly is: 'waiting'; readonly forMs: number; readonly attempt: number; readonly reason: string }
  /** With the status of the execution, unless it was closed here or its end was told before. */
  | { readonly is: 'ended'; readonly status?: string }
  | { readonly is: 'failed'; readonly reason: string };

export interface ExecutionStreamOptions {
  /** The output StreamUrl of the deployment. */
  readonly url: string;
  /** `weekly-report:2026-47` */
  readonly execution: string;
  readonly apiKey: string;
  /** Messages with their payloads. */
  readonly payloads?: boolean;
  /** Texts of answers while they are written. */
  readonly tokens?: boolean;
  /** Id of an event: begins behind it. */
  readonly after?: string;
  readonly fetch?: typeof fetch;
  readonly clock?: ClientClock;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState?: (state: StreamState) => void;
}

export interface ExecutionStream {
  readonly state: StreamState;
  /** Of the last event that came whole. */
  readonly lastEventId: string | undefined;
  /** Resolves with the last state, `ended` or `failed`. */
  readonly done: Promise<StreamState>;
  close(): void;
}

/** How one connection came to its end. */
type Outcome =
  | { readonly is: 'cut'; readonly reason: string }
  | { readonly is: 'ended'; readonly status?: string }
  | { readonly is: 'failed'; readonly reason: string };

export function openExecutionStream(options: ExecutionStreamOptions): ExecutionStream {
  const { clock = systemClock, onState } = options;
  const done = Promise.withResolvers<StreamState>();
  const closing = new AbortController();
  const closed = (): boolean => closing.signal.aborted;
  const filter = onceEach(options, closed);
  let state: StreamState = { is: 'connecting', attempt: 1 };
  let boundMs = FIRST_BOUND_MS;
  let failures = 0;

  const become = (next: StreamState): void => {
    if (closed() && next.is !== 'ended') return;
    state = next;
    onState?.(next);
  };
  const progress: Progress = {
    opened: () => become({ is: 'open' }),
    alive: () => {
      failures = 0;
    },
    retry: (ms) => {
      boundMs = Math.max(1, ms);
    },
  };

  const run = async (): Promise<void> => {
    for (;;) {
      become({ is: 'connecting', attempt: failures + 1 });
      const outcome = await connect(options, clock, filter, progress, closing.signal);
      if (closed()) return;
      if (outcome.is !== 'cut') return finish(outcome);
      const { reason } = outcome;
      failures += 1;
      if (failures >= MAX_TRIES) return finish({ is: 'failed', reason: `Gave up after ${failures} tries: ${reason}` });
      const forMs = clock.random() * Math.min(LONGEST_BOUND_MS, boundMs * 2 ** (failures - 1));
      become({ is: 'waiting', forMs, attempt: failures, reason });
      await pause(clock, forMs, closing.signal);
      if (closed()) return;
    }
  };
  const finish = (last: StreamState): void => {
    become(last);
    done.resolve(last);
  };
  run().catch((error: unknown) => finish({ is: 'failed', reason: String(error) }));

  return {
    get state() {
      return state;
    },
    get lastEventId() {
      return filter.lastId;
    },
    done: done.promise,
    close() {
      if (state.is === 'ended' || state.is === 'failed') return;
      closing.abort();
      finish({ is: 'ended' });
    },
  };
}

interface Filter {
  readonly lastId: string | undefined;
  /** Whether it was new. */
  take(event: StreamEvent): boolean;
}

/** What a reader throws ends the stream: it has had the event, so nothing is asked for again. */
class ReaderFailed extends Error {}

/**
 * A message has its id, a transition its number, a piece of text its place: what came once, under whatever id of the stream, does not
 * come again.
 */
function onceEach({ onEvent, after }: ExecutionStreamOptions, closed: () => boolean): Filter {
  const messages = new Set<string>();
  const texts = new Map<string, number>();
  let transition = 0;
  let lastId = after;
  const known = ({ event, data }: StreamEvent): boolean => {
    if (event === 'transition') return data.event <= transition;
    return event === 'message' && messages.has(data.id);
  };
  /** What is new of a piece; undefined where nothing is. */
  const restOf = (piece: StreamEvent & { event: 'tokens' }): StreamEvent | undefined => {
    const { message, agent, begun, from, text } = piece.data;
    const key = `${message} ${agent} ${begun}`;
    const had = Math.max(0, (texts.get(key) ?? 0) - from);
    if (had >= text.length) return undefined;
    texts.set(key, from + text.length);
    return { ...piece, data: { ...piece.data, from: from + had, text: text.slice(had) } };
  };
  return {
    get lastId() {
      return lastId;
    },
    take(event) {
      if (closed()) return false; // by the reader, in the middle of a chunk
      lastId = event.id;
      if (known(event)) return false;
      const fresh = event.event === 'tokens' ? restOf(event) : event;
      if (!fresh) return false;
      if (event.event === 'transition') transition = event.data.event;
      if (event.event === 'message') messages.add(event.data.id);
      try {
        onEvent(fresh);
        return true;
      } catch (error) {
        throw new ReaderFailed(`The reader of the stream failed: ${String(error)}`);
      }
    },
  };
}

interface Progress {
  opened(): void;
  /** Something came that shows that the server works. */
  alive(): void;
  /** The server says how long to wait at first. */
  retry(ms: number): void;
}

async function connect(
  { url, execution, apiKey, payloads = false, tokens = false, fetch: ask = fetch }: ExecutionStreamOptions,
  clock: ClientClock,
  filter: Filter,
  progress: Progress,
  closing: AbortSignal,
): Promise<Outcome> {
  const connection = new AbortController();
  const close = (): void => connection.abort();
  closing.addEventListener('abort', close);
  const silence = watchSilence(clock, () => connection.abort(new Error('The connection was silent for too long.')));
  try {
    const headers = {
      'x-api-key': apiKey,
      accept: 'text/event-stream',
      ...(filter.lastId !== undefined && { 'last-event-id': filter.lastId }),
    };
    const query = new URLSearchParams({ ...(payloads && { payloads: 'true' }), ...(tokens && { tokens: 'true' }) });
    const target = `${url.replace(/\/+$/, '')}${streamPath(execution)}${query.size > 0 ? `?${query}` : ''}`;
    const response = await ask(target, { headers, signal: connection.signal });
    if (response.status === 204) return { is: 'ended' };
    if (response.status !== 200) return await refusal(response);
    progress.opened();
    return await read(response, filter, progress, silence.reset);
  } catch (error) {
    if (error instanceof ReaderFailed) return { is: 'failed', reason: error.message };
    const reason: unknown = connection.signal.aborted ? connection.signal.reason : error;
    return { is: 'cut', reason: reason instanceof Error ? reason.message : String(reason) };
  } finally {
    silence.stop();
    closing.removeEventListener('abort', close);
    connection.abort(); // whatever of the response was not read
  }
}

async function read(response: Response, filter: Filter, progress: Progress, heard: () => void): Promise<Outcome> {
  let end: Outcome | undefined;
  const parse = createEventParser({
    onEvent: (received) => {
      const event = readEvent(received);
      if (!event || end) return;
      if (filter.take(event)) progress.alive();
      if (event.event === 'end') end = { is: 'ended', status: event.data.status };
    },
    onComment: (text) => {
      if (text === HEARTBEAT || text === CONTINUED) progress.alive();
    },
    onRetry: progress.retry,
  });
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || !value) return { is: 'cut', reason: 'The server ended its response before the end of the execution.' };
    heard();
    parse(value);
    if (end) return end;
  }
}

/** Undefined for an event of a kind that a later version of the platform may have. Throws for one that is not what its name says. */
function readEvent({ event, data, id }: ServerSentEvent): StreamEvent | undefined {
  if (!['transition', 'message', 'tokens', 'end'].includes(event)) return undefined;
  return streamEventSchema.parse({ event, id, data: JSON.parse(data) as unknown });
}

async function refusal(response: Response): Promise<Outcome> {
  const { detail = '' } = (await response.json().catch(() => ({}))) as { detail?: unknown };
  const reason = `${response.status} ${String(detail)}`.trim();
  return { is: FINAL.has(response.status) ? 'failed' : 'cut', reason };
}

function watchSilence(clock: ClientClock, dead: () => void): { reset: () => void; stop: () => void } {
  let cancel = clock.after(LONGEST_SILENCE_MS, dead);
  return {
    reset: () => {
      cancel();
      cancel = clock.after(LONGEST_SILENCE_MS, dead);
    },
    stop: () => cancel(),
  };
}

const pause = (clock: ClientClock, ms: number, closing: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const over = (): void => {
      cancel();
      closing.removeEventListener('abort', over);
      resolve();
    };
    const cancel = clock.after(ms, over);
    closing.addEventListener('abort', over);
  });

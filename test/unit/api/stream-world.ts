/**
 * An execution and its conversation as a stream sees them: events and messages that appear at their times, on a clock that moves
 * when the stream sleeps.
 */
import type { Context } from 'aws-lambda';
import type { Message } from '../../../contracts/message.ts';
import type { StreamEvent } from '../../../contracts/stream.ts';
import { messageKey, timeKey } from '../../../contracts/tables/history.ts';
import { type LivePieceRow, livePieceKey, livePieceSort } from '../../../contracts/tables/live.ts';
import type { LinkedEvent } from '../../../domain/workflow/transitions.ts';
import { createStream, type StreamDeps } from '../../../functions/api/stream/stream.ts';
import type { Clock } from '../../../functions/kit/clock.ts';
import type { Sink } from '../../../functions/kit/sink.ts';
import type { UrlRequest } from '../../../functions/kit/url-function.ts';
import { fakeLog, message } from '../kit/fakes.ts';

export const START = Date.parse('2026-01-31T12:00:00.000Z');
export const EXECUTION = 'report:one';
const iso = (ms: number): string => new Date(ms).toISOString();

interface Row {
  readonly message: Message;
  readonly recordedAt: string;
  readonly visibleMs: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly events: StreamEvent[];
  /** Time that the response took. */
  readonly tookMs: number;
}

export interface Asked {
  readonly lastEventId?: string;
  readonly path?: string;
  readonly method?: string;
  readonly key?: string | null;
  readonly query?: Record<string, string>;
  /** The client leaves behind so many events. */
  readonly leavesAfter?: number;
  readonly remainingMs?: number;
}

/** What a stream reads, as far as it can be seen at the time. */
function sources(nowMs: () => number) {
  const events: LinkedEvent[] = [];
  const rows: Row[] = [];
  const failures = new Map<number, Error>();
  let polls = 0;
  const looks = { whole: 0, behind: 0 };
  const pieces: LivePieceRow[] = [];
  const deps: Pick<StreamDeps, 'eventsOf' | 'history' | 'pieces'> = {
    pieces: async (conversation, from) =>
      pieces.filter(({ pk, sk, at }) => pk === livePieceKey(conversation) && sk >= from && Date.parse(at) <= nowMs()),
    eventsOf:
      ({ workflow, name }) =>
      async (after) => {
        polls += 1;
        const failure = failures.get(polls);
        if (failure) throw failure;
        const known = `${workflow}:${name}` === EXECUTION && events.length > 0;
        return known ? events.filter(({ id, at }) => id > after && Date.parse(at) <= nowMs()) : undefined;
      },
    history: {
      keys: async (_, { partition, from = '' }) => {
        looks[from === '' ? 'whole' : 'behind'] += 1;
        return rows
          .filter(({ message: { correlationId }, visibleMs }) => correlationId === partition && visibleMs <= nowMs())
          .map(({ message: { id, sentAt } }) => ({ pk: messageKey(id), sk: 'message', at: timeKey(sentAt, id) }))
          .filter(({ at }) => at >= from)
          .sort((a, b) => (a.at < b.at ? -1 : 1));
      },
      recorded: async (keys) =>
        keys.flatMap(({ pk }) =>
          rows
            .filter(({ message: { id } }) => messageKey(id) === pk)
            .map(({ message: one, recordedAt }) => ({ message: one, recordedAt, subscribers: [] })),
        ),
    },
  };
  return { events, rows, pieces, failures, looks, deps };
}

export function openWorld() {
  let nowMs = START;
  const log = fakeLog();
  const slept: number[] = [];
  const clock: Clock = {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
    random: () => 0.5,
    randomBytes: (length) => new Uint8Array(length),
  };
  const { events, rows, pieces, failures, looks, deps } = sources(() => nowMs);
  const serve = createStream({
    clock,
    log,
    authenticate: async (headers) =>
      headers['x-api-key'] === 'sb_key' ? { principal: 'ada', role: 'viewer' } : undefined,
    ...deps,
  });

  return {
    log,
    slept,
    looks,
    /** By the number of the poll. */
    failures,
    get nowMs() {
      return nowMs;
    },
    later: (ms: number) => {
      nowMs += ms;
    },
    /** An event of the execution, so long after the start. */
    happens(type: string, afterMs: number, more: Partial<LinkedEvent> = {}) {
      const id = events.length + 1;
      events.push({ id, previous: id - 1, type, at: iso(START + afterMs), ...more });
    },
    /** A message, by when it was sent, recorded, and seen in the index. */
    recorded(sentMs: number, recordedMs = sentMs, visibleMs = recordedMs, more: Partial<Message> = {}): Message {
      const one = message({ correlationId: `workflow:${EXECUTION}`, sentAt: iso(START + sentMs), ...more });
      rows.push({ message: one, recordedAt: iso(START + recordedMs), visibleMs: START + visibleMs });
      return one;
    },
    /** A piece of the answer to a message, written so long after the start. */
    writes(message: string, from: number, text: string, afterMs: number, begun = iso(START)) {
      const [at, agent] = [iso(START + afterMs), 'report.writer'];
      pieces.push({
        ...{ pk: livePieceKey(`workflow:${EXECUTION}`), sk: livePieceSort(at, message, agent, from) },
        ...{ message, agent, begun, from, text, at, ttl: 0 },
      });
    },
    /** The announcement of the last event so far. */
    announced(afterMs: number, visibleMs = afterMs) {
      const last = events.at(-1);
      const payload = { workflow: 'report', execution: EXECUTION, event: last?.id, what: 'succeeded', at: last?.at };
      this.recorded(afterMs, afterMs, visibleMs, { type: 'platform.workflow.moved', payload });
    },
    async ask(asked: Asked = {}): Promise<Answer> {
      const beganMs = nowMs;
      const reader = readerOf(asked);
      const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => asked.remainingMs ?? 300_000 };
      await serve(requestOf(asked), reader.sink, context as Context);
      return { ...reader.answer(), tookMs: nowMs - beganMs };
    },
  };
}

/** Takes the response, and leaves behind so many events. */
function readerOf({ leavesAfter = Number.POSITIVE_INFINITY }: Asked) {
  let head: Parameters<Sink>[0] | undefined;
  let text = '';
  let gone = false;
  const left = Promise.withResolvers<void>();
  const sink: Sink = (given) => {
    head = given;
    return {
      get gone() {
        return gone;
      },
      closed: left.promise,
      write: async (more) => {
        if (gone) return;
        text += more;
        if (eventsIn(text).length < leavesAfter) return;
        gone = true;
        left.resolve();
      },
      end: async () => undefined,
    };
  };
  const answer = () => ({
    status: head?.statusCode ?? 0,
    headers: head?.headers ?? {},
    text,
    events: head?.statusCode === 200 ? eventsIn(text) : [],
  });
  return { sink, answer };
}

const requestOf = ({ path, method = 'GET', key = 'sb_key', lastEventId, query }: Asked): UrlRequest => ({
  rawPath: path ?? `/v1/executions/${encodeURIComponent(EXECUTION)}/stream`,
  requestContext: { http: { method } },
  headers: { ...(key !== null && { 'x-api-key': key }), ...(lastEventId && { 'last-event-id': lastEventId }) },
  ...(query && { queryStringParameters: query }),
});

function eventsIn(text: string): StreamEvent[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('id: '))
    .map((frame) => {
      const [id = '', event = '', data = ''] = frame.split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
      return { id, event, data: JSON.parse(data) } as StreamEvent;
    });
}

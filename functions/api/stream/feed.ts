/**
 * What a reader has not had yet of one execution: its transitions, the messages of its conversation, and, where it wants them, texts of
 * answers that are being written, poll by poll.
 *
 * 1. Transitions come in the order of their numbers, messages in that of their recording (cursor.ts), both together by time.
 * 2. A message may be recorded long after it was sent. Most polls look a minute back; every FULL_EVERY_MS, and at the end, the
 *    whole conversation is looked at.
 * 3. The end is told when the last event of the history is one that ends the execution, its own announcement
 *    (platform.workflow.moved) is recorded, and nothing else was for QUIET_MS: messages of the last moment may be on their way still,
 *    and one may overtake another. Without an announcement, SETTLE_MS after the end.
 */
import type { END_STATES, StreamEnd, StreamEvent } from '../../../contracts/stream.ts';
import { messageKey, timeKey } from '../../../contracts/tables/history.ts';
import { transitionSchema } from '../../../contracts/workflow-step.ts';
import { conversationOf, type ExecutionName, executionId } from '../../../domain/workflow/identity.ts';
import { type LinkedEvent, transitionOf, withStates } from '../../../domain/workflow/transitions.ts';
import type { Clock } from '../../kit/clock.ts';
import type { HistoryReader, Recorded } from '../../kit/history.ts';
import { type Cursor, writeCursor } from './cursor.ts';
import { type ReadPieces, watchTexts } from './live-texts.ts';
import { sentMessages } from './sent-messages.ts';

const FULL_EVERY_MS = 15_000;
/** Sort keys of the index are looked at from so far behind the newest. */
const BEHIND_MS = 60_000;
const QUIET_MS = 2000;
/** How long after its end an execution's last messages are waited for. */
const SETTLE_MS = 15_000;

/** Transitions are messages of the conversation too; here they come from the history itself. */
const ANNOUNCEMENT = 'platform.workflow.moved';

export interface FeedSources {
  /** The execution's events behind number `after`, in order, without a hole. */
  readonly events: (after: number) => Promise<LinkedEvent[]>;
  readonly history: Pick<HistoryReader, 'keys' | 'recorded'>;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  /** For a reader who wants texts while they are written. */
  readonly pieces?: ReadPieces | undefined;
}

export interface Feed {
  /** What is new, the end last. Throws what the sources throw. */
  poll(): Promise<StreamEvent[]>;
  /** What is new of texts alone; nothing where the reader does not want them. */
  texts(): Promise<StreamEvent[]>;
  /** Whether the reader wants texts. */
  readonly hasTexts: boolean;
  /** The end was told, now or before this response. */
  readonly ended: boolean;
}

type Told = Recorded & { readonly recordedMs: number };

export function openFeed(execution: ExecutionName, cursor: Cursor, sources: FeedSources, withPayloads: boolean): Feed {
  const id = executionId(execution);
  const events = eventLog(sources.events);
  const conversation = watchConversation(conversationOf(execution), sources);
  const sent = sentMessages(cursor);
  const live = sources.pieces && watchTexts(conversationOf(execution), sources.pieces, sources.clock);
  let event = cursor.event;
  let ended = false;
  let news = false;
  let endSeenMs: number | undefined;
  const idNow = (): string => writeCursor({ execution: id, event, ...sent.position(), ended });

  const transitions = (): StreamEvent[] =>
    events.behind(event).flatMap((one) => {
      const transition = transitionOf(one, id);
      return transition ? [{ event: 'transition' as const, id: '', data: transition }] : [];
    });

  const texts = async (): Promise<StreamEvent[]> => {
    const fresh = (await live?.read(conversation.isAnswered)) ?? [];
    return fresh.map((data) => ({ event: 'tokens', id: idNow(), data }));
  };

  return {
    get ended() {
      return ended;
    },
    hasTexts: live !== undefined,
    texts,
    async poll() {
      await events.read();
      const last = endOf(events.last(), id);
      if (!last) endSeenMs = undefined; // redriven
      const found = await conversation.read(last !== undefined);
      // Before the messages: what they answer is looked at with them, and their ids come later.
      const written = await texts();
      const fresh = found.filter(({ message, recordedMs }) => !sent.had(message.id, recordedMs));
      const told = merge(transitions(), fresh).map((one): StreamEvent => {
        if ('recordedMs' in one) {
          sent.add(one.message.id, one.recordedMs);
          const { payload, ...envelope } = one.message;
          const data = withPayloads && payload !== undefined ? { ...envelope, payload } : envelope;
          return { event: 'message', id: idNow(), data };
        }
        if (one.event === 'transition') event = one.data.event;
        return { ...one, id: idNow() };
      });
      event = Math.max(event, events.last()?.id ?? 0);
      news ||= told.length > 0;
      if (!last) return [...written, ...told];
      ended = cursor.ended && cursor.event === event && !news;
      if (ended) return []; // the reader has had it, and nothing happened since
      endSeenMs ??= sources.clock.monotonicMs();
      const waitedMs = Math.max(
        sources.clock.now().getTime() - Date.parse(last.end.at),
        sources.clock.monotonicMs() - endSeenMs,
      );
      const settled = conversation.announced(last.event) && conversation.quietMs() >= QUIET_MS;
      if (waitedMs < SETTLE_MS && !settled) return [...written, ...told];
      ended = true;
      return [...written, ...told, { event: 'end', id: idNow(), data: last.end }];
    },
  };
}

/** All events so far: a failed try is told with the state that an event long before it names. */
function eventLog(read: FeedSources['events']) {
  let known: LinkedEvent[] = [];
  return {
    read: async () => {
      const fresh = await read(known.at(-1)?.id ?? 0);
      if (fresh.length > 0) known = withStates([...known, ...fresh]);
    },
    behind: (event: number) => known.filter(({ id }) => id > event),
    last: () => known.at(-1),
  };
}

const STATUS: Readonly<Record<string, (typeof END_STATES)[number]>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
  ExecutionTimedOut: 'TIMED_OUT',
};

/** Undefined while it runs: an execution that was redriven has an end in its history, but not last. */
function endOf(
  last: LinkedEvent | undefined,
  execution: string,
): { readonly event: number; readonly end: StreamEnd } | undefined {
  const status = STATUS[last?.type ?? ''];
  if (!last || !status) return undefined;
  const { id: event, at, error } = last;
  return { event, end: { execution, status, at, ...(error !== undefined && { error }) } };
}

/** Messages as they appear, each once, in the order of their recording. */
function watchConversation(partition: string, { history, clock }: FeedSources) {
  const seen = new Set<string>();
  const announced = new Set<number>();
  const answered = new Set<string>();
  let newestMs = 0;
  let fullAt = Number.NEGATIVE_INFINITY;
  let newsAt = Number.NEGATIVE_INFINITY;
  let recordedMs = 0;
  return {
    announced: (event: number) => announced.has(event),
    isAnswered: (message: string) => answered.has(message),
    /** Since the last message was recorded; on a clock that stands still, since it was seen. */
    quietMs: () => Math.max(clock.now().getTime() - recordedMs, clock.monotonicMs() - newsAt),
    async read(whole: boolean): Promise<Told[]> {
      const full = whole || clock.monotonicMs() - fullAt >= FULL_EVERY_MS;
      if (full) fullAt = clock.monotonicMs();
      const from = timeKey(new Date(Math.max(0, newestMs - BEHIND_MS)).toISOString(), '');
      const keys = await history.keys('byConversation', { partition, ...(!full && { from }) });
      const unseen = keys.filter(({ pk }) => !seen.has(pk));
      const rows = await history.recorded(unseen);
      if (rows.length > 0) newsAt = clock.monotonicMs();
      for (const { message, recordedAt } of rows) {
        recordedMs = Math.max(recordedMs, Date.parse(recordedAt));
        newestMs = Math.max(newestMs, Date.parse(message.sentAt));
        seen.add(messageKey(message.id));
        if (message.causationId !== undefined) answered.add(message.causationId);
        if (message.type === ANNOUNCEMENT) announced.add(transitionSchema.safeParse(message.payload).data?.event ?? 0);
      }
      return rows
        .filter(({ message }) => message.type !== ANNOUNCEMENT)
        .map((row) => ({ ...row, recordedMs: Date.parse(row.recordedAt) }))
        .sort((a, b) => a.recordedMs - b.recordedMs || (a.message.id < b.message.id ? -1 : 1));
    },
  };
}

/** Two lists, each in its own order, as one by time. */
function merge(transitions: readonly StreamEvent[], messages: readonly Told[]): (StreamEvent | Told)[] {
  const merged: (StreamEvent | Told)[] = [];
  let next = 0;
  for (const one of transitions) {
    const atMs = one.event === 'transition' ? Date.parse(one.data.at) : 0;
    for (let told = messages[next]; told && told.recordedMs < atMs; told = messages[next]) {
      merged.push(told);
      next += 1;
    }
    merged.push(one);
  }
  return [...merged, ...messages.slice(next)];
}

/**
 * Sees to it that a request gets its answer, or that somebody hears that it did not. It reads two queues: requests, as the bus
 * brings them, and its own jobs, as they fall due. What to do is decided in domain/deadlines.ts.
 *
 * 1. The history is asked, not remembered: any environment can go on with any request.
 * 2. Asking again keeps the id, so that whoever handled the request before gives the same answer again.
 * 3. The answer may be on the bus and not in the history yet; then one attempt too many is made, which rule 2 makes harmless.
 */
import type { SQSRecord } from 'aws-lambda';
import type { Message } from '../../../contracts/message.ts';
import { MESSAGE_ROW, messageKey } from '../../../contracts/tables/history.ts';
import { isAnswer } from '../../../domain/conversation.ts';
import { afterDeadline, attemptsTold, deadlineMsOf, dueAt } from '../../../domain/deadlines.ts';
import { derivedMessageId } from '../../../domain/ids.ts';
import { type BatchFunction, eachRecord } from '../../kit/batch.ts';
import type { Clock } from '../../kit/clock.ts';
import type { DeadLetter } from '../../kit/dead-letter.ts';
import { type HistoryReader, type MessageStory, messageIn, type RowKey } from '../../kit/history.ts';
import { envelopeOf, isExpired } from '../../kit/incoming.ts';
import type { Log } from '../../kit/observe.ts';
import { messageKeys } from '../../kit/observe.ts';
import { type Publish, publishAll } from '../../kit/publish.ts';
import { type Job, readJob } from './job.ts';
import type { Later } from './later.ts';

export const WATCHER = 'platform.deadlines';

export interface WatcherDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly history: HistoryReader;
  readonly later: Later;
  readonly publish: Publish;
  readonly deadLetter: DeadLetter;
  /** The name of the queue of checks. */
  readonly checksQueue: string;
}

export function createWatcher(deps: WatcherDeps): BatchFunction {
  return (event) =>
    eachRecord(event, deps, async (record) => {
      if (record.eventSourceARN === checksArn(deps, record)) await due(deps, readJob(record.body), record);
      else await watch(deps, envelopeOf(record), record);
    });
}

/** The two queues stand beside each other. */
const checksArn = ({ checksQueue }: WatcherDeps, { eventSourceARN }: SQSRecord): string =>
  eventSourceARN.replace(/[^:]+$/, checksQueue);

async function watch(deps: WatcherDeps, message: Message, record: SQSRecord): Promise<void> {
  if (message.expects === 'none') return;
  const now = deps.clock.now();
  const job: Job = { step: 'look', messageId: message.id, attempt: message.attempt };
  await deps.later(job, checksArn(deps, record), dueAt(message) - now.getTime(), now);
}

async function due(deps: WatcherDeps, job: Job, record: SQSRecord): Promise<void> {
  const story = await deps.history.story(job.messageId);
  if (!story.row)
    throw new Error(`Message ${job.messageId} is not in the history yet; the check is made again when its queue says.`);
  const request = messageIn(story.row);
  if (await answered(deps, request, story)) return;
  const now = deps.clock.now();
  if (job.step === 'ask') return ask(deps, request, story, job.attempt + 1, now);
  const next = afterDeadline(request, job.attempt, now.getTime(), deps.clock.random());
  if (next.step === 'give-up') return escalate(deps, request, story, next.why, now);
  await deps.later({ ...job, step: 'ask' }, checksArn(deps, record), next.pauseMs, now);
}

/**
 * Most answers are among what the request's handler published, which its outcome names: that needs no index. An answer from
 * elsewhere, such as a client's, is found in the conversation.
 */
async function answered({ history }: WatcherDeps, request: Message, { outcomes }: MessageStory): Promise<boolean> {
  const isThere = async (keys: readonly RowKey[]) =>
    (await history.messages(keys)).some((message) => isAnswer(request, message));
  const published = outcomes.flatMap((outcome) => outcome.published);
  if (await isThere(published.map((id) => ({ pk: messageKey(id), sk: MESSAGE_ROW })))) return true;
  return isThere(await history.keys('byConversation', { partition: request.correlationId, from: request.sentAt }));
}

async function ask(deps: WatcherDeps, request: Message, story: MessageStory, attempt: number, now: Date) {
  if (isExpired(request, now))
    return escalate(deps, request, story, 'No answer, and the message is past its time.', now);
  const again = { ...request, attempt, sentAt: now.toISOString() };
  await publishAll(deps.publish, [again]);
  deps.log.warn('A request was not answered in time; it is asked again.', { ...messageKeys(request), attempt });
}

async function escalate(deps: WatcherDeps, request: Message, story: MessageStory, why: string, now: Date) {
  const sentAt = [request, ...story.attempts.map(messageIn)].map((one) => one.sentAt);
  const message: Message = {
    id: derivedMessageId(request.id, WATCHER, 0),
    type: 'platform.escalated',
    channel: 'system.escalations',
    sender: WATCHER,
    priority: request.priority,
    correlationId: request.correlationId,
    causationId: request.id,
    expects: 'none',
    sentAt: now.toISOString(),
    hops: request.hops + 1,
    attempt: 1,
    ...(request.traceparent && { traceparent: request.traceparent }),
    payload: {
      messageId: request.id,
      messageType: request.type,
      channel: request.channel,
      sender: request.sender,
      expects: request.expects,
      deadlineMs: deadlineMsOf(request),
      attempts: attemptsTold(sentAt, story.outcomes, story.deadLetters),
      reason: why,
    },
  };
  await publishAll(deps.publish, [message]);
  deps.log.error('A request was given up.', { ...messageKeys(request), reason: why });
}

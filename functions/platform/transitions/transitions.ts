/**
 * Tells every transition of every execution as a message, so that it stands in the history of the execution's conversation.
 *
 * 1. Transitions are told as the log brings them. The log promises nothing (AWS delivers it as well as it can), so when an
 *    execution has ended its history is read, and what is missing is told then.
 * 2. Ids and times are the event's own: the same transition told twice is one row.
 * 3. A failed try whose state is not in the same batch of lines is looked up in the history of the execution.
 */
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { Message } from '../../../contracts/message.ts';
import { MESSAGE_ROW, messageKey } from '../../../contracts/tables/history.ts';
import { conversationOf, type ExecutionName, executionId, executionOfArn } from '../../../domain/workflow/identity.ts';
import {
  isTry,
  type LinkedEvent,
  transitionMessageId,
  transitionOf,
  withStates,
} from '../../../domain/workflow/transitions.ts';
import { type BatchFunction, eachRecord } from '../../kit/batch.ts';
import type { DeadLetter } from '../../kit/dead-letter.ts';
import type { HistoryReader } from '../../kit/history.ts';
import { jsonOf, Undeliverable } from '../../kit/incoming.ts';
import type { Log } from '../../kit/observe.ts';
import { type Publish, publishAll } from '../../kit/publish.ts';
import { readLogData } from './log-data.ts';

export const TELLER = 'platform.transitions';

export interface TransitionsDeps {
  readonly log: Log;
  readonly deadLetter: DeadLetter;
  readonly publish: Publish;
  /** All events of an execution; undefined when it is gone. */
  readonly eventsOf: (arn: string) => Promise<readonly LinkedEvent[] | undefined>;
  readonly history: Pick<HistoryReader, 'messages'>;
  /** `signalbox-dev` */
  readonly prefix: string;
}

interface LogsEvent {
  readonly awslogs: { readonly data: string };
}

/** Invoked with lines of the log, and with executions that have ended. */
export function createTransitions(deps: TransitionsDeps) {
  const ends: BatchFunction = (event) => eachRecord(event, deps, (record) => ended(deps, record));
  return async (event: SQSEvent | LogsEvent) => ('awslogs' in event ? logged(deps, event) : ends(event));
}

async function logged(deps: TransitionsDeps, { awslogs }: LogsEvent): Promise<void> {
  const { executions, unreadable } = readLogData(awslogs.data);
  if (unreadable > 0) deps.log.warn('Lines of the log are none of Step Functions.', { lines: unreadable });
  const told = await Promise.all(
    [...executions].map(async ([arn, events]) => messagesFor(deps, arn, await complete(deps, arn, events))),
  );
  await publishAll(deps.publish, told.flat());
}

/** With the state of each failed try. */
async function complete(
  { eventsOf }: TransitionsDeps,
  arn: string,
  logged: readonly LinkedEvent[],
): Promise<readonly LinkedEvent[]> {
  const events = withStates(logged);
  if (events.every(({ type, state }) => !isTry(type) || state !== undefined)) return events;
  const all = new Map(withStates((await eventsOf(arn)) ?? []).map((event) => [event.id, event]));
  return events.map((event) => (isTry(event.type) ? (all.get(event.id) ?? event) : event));
}

const statusChange = z.object({ detail: z.object({ executionArn: z.string(), status: z.string() }) });

async function ended(deps: TransitionsDeps, { body }: SQSRecord): Promise<void> {
  const { executionArn } = readStatusChange(body);
  const events = await deps.eventsOf(executionArn);
  if (!events) throw new Undeliverable('NoSuchExecution', `${executionArn} is gone, and its history with it.`);
  const messages = messagesFor(deps, executionArn, withStates(events));
  const recorded = await deps.history.messages(messages.map(({ id }) => ({ pk: messageKey(id), sk: MESSAGE_ROW })));
  const known = new Set(recorded.map(({ id }) => id));
  const missing = messages.filter(({ id }) => !known.has(id));
  await publishAll(deps.publish, missing);
  if (missing.length > 0)
    deps.log.info('The log had not told all transitions of an execution; they are told now.', {
      execution: executionArn,
      transitions: missing.length,
    });
}

/** Throws Undeliverable. */
function readStatusChange(body: string): { executionArn: string } {
  const parsed = statusChange.safeParse(jsonOf(body));
  if (parsed.success) return parsed.data.detail;
  throw new Undeliverable(
    'NotAStatusChange',
    `The queue message tells of no execution: ${z.prettifyError(parsed.error)}`,
  );
}

function messagesFor({ prefix, log }: TransitionsDeps, arn: string, events: readonly LinkedEvent[]): Message[] {
  const execution = executionIn(prefix, arn);
  if (!execution) {
    log.warn('An execution is none of a workflow of this stage; nothing is told of it.', { execution: arn });
    return [];
  }
  return events.flatMap((event) => {
    const transition = transitionOf(event, executionId(execution));
    if (!transition) return [];
    return [
      {
        id: transitionMessageId(arn, event.id),
        type: 'platform.workflow.moved',
        channel: 'system.workflows',
        sender: TELLER,
        priority: 'low',
        correlationId: conversationOf(execution),
        expects: 'none',
        sentAt: event.at,
        hops: 0,
        attempt: 1,
        payload: transition,
      },
    ];
  });
}

function executionIn(prefix: string, arn: string): ExecutionName | undefined {
  try {
    return executionOfArn(prefix, arn);
  } catch {
    return undefined;
  }
}

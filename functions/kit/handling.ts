/**
 * What happens to one message at an agent.
 *
 *   record ── not a message, too many hops, unknown type, bad payload ──> dead-letter queue at once, with the reason
 *      ├── asks a model for what that refuses for good ──> the same
 *      ├── addressed to someone else ──> left alone
 *      ├── past its time ──> EXPIRED
 *      └── handled (claimed first when effects are 'once') ──> HANDLED, with the messages to publish
 *             └── failed ──> FAILED; the queue delivers it again, up to five times, then dead-letters it
 *
 * One that was given directly has no queue: what would go there is told to whoever gave it (direct.ts).
 */
import type { Context, SQSRecord } from 'aws-lambda';
import type { Lane } from '../../contracts/channel.ts';
import type { Message } from '../../contracts/message.ts';
import type { ModelErrorCode } from '../../contracts/model.ts';
import type { AgentDefinition, System } from '../../contracts/system.ts';
import { isAddressedTo } from '../../domain/addressing.ts';
import type { AgentContext } from './agent-context.ts';
import type { AgentDeps } from './agent-deps.ts';
import { checkedPayload, isExpired, messageOf, Undeliverable, withPayload } from './incoming.ts';
import { ModelError } from './model/port.ts';
import { lazyLog, messageKeys } from './observe.ts';
import type { Outcome } from './outcomes.ts';
import { type Outgoing, toMessages } from './outgoing.ts';
import { fitting } from './payloads.ts';

export type AnyHandlers = Readonly<
  Record<string, (message: Message, context: AgentContext) => Promise<readonly Outgoing[]> | readonly Outgoing[]>
>;

/** What became of one record, before anything it caused is published. */
export interface Result {
  readonly record: SQSRecord;
  readonly kind: 'handled' | 'expired' | 'failed' | 'skipped' | 'dead-lettered';
  /** The row for the history; there is none for what was no message or was not for this agent. */
  readonly outcome?: Outcome;
  /** What it caused, in order. */
  readonly messages: readonly Message[];
}

/** Powertools' name for: another copy of the message is being handled at this moment. */
const CLAIMED_ELSEWHERE = 'IdempotencyAlreadyInProgressError';

/** Where a queue's lane would be, for a message that was given to the function itself. */
export const DIRECT_LANE = 'direct';

export interface Handling {
  readonly system: System;
  readonly self: AgentDefinition & { readonly id: string; readonly name: string };
  readonly handlers: AnyHandlers;
  readonly deps: AgentDeps;
  readonly context: Context;
  readonly lane: Lane | typeof DIRECT_LANE;
}

/** Never rejects: a failure is a result. */
export function createHandling(of: Handling): (record: SQSRecord) => Promise<Result> {
  return async (record) => {
    const { clock } = of.deps;
    const started = clock.monotonicMs();
    let message: Message | undefined;
    const ended = (
      outcome: Outcome['outcome'],
      more: Pick<Outcome, 'error'> & { messages?: readonly Message[] } = {},
    ): Result => {
      const { messages = [], ...error } = more;
      return {
        record,
        kind: outcome,
        messages,
        ...(message && {
          outcome: { ...row(of, record, message, started), ...error, outcome, published: messages.map(({ id }) => id) },
        }),
      };
    };
    try {
      message = messageOf(record);
      if (!isAddressedTo(message.to, of.self)) return { record, kind: 'skipped', messages: [] };
      if (isExpired(message, clock.now())) return ended('expired');
      const whole = checkedPayload(of.system, await withPayload(of.deps.payloads, message));
      return ended('handled', { messages: await handle(of, whole, attemptsOf(record)) });
    } catch (error) {
      const why = undeliverable(error);
      if (why) return { record, kind: await deadLettered(of, record, why), messages: [] };
      const [code, reason] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
      of.deps.log.error('A message was not handled; whoever brought it brings it again, or gives it up.', {
        ...(message && messageKeys(message)),
        lane: of.lane,
        attempts: attemptsOf(record),
        code,
        reason,
      });
      if (code === CLAIMED_ELSEWHERE) return { record, kind: 'failed', messages: [] }; // the other copy tells what became of it
      return ended('failed', { error: { code, reason } });
    }
  };
}

/** What a model refuses for good: asked again, it would be refused again, and answers that were paid come again. */
const FOR_GOOD: ReadonlySet<ModelErrorCode> = new Set([
  'BadRequest',
  'NotAuthorised',
  'NotAllowed',
  'UnknownModel',
  'UnknownPrice',
  'ContentFiltered',
  'ContextTooLong',
  'InvalidOutput',
  'EmptyOutput',
  'ToolNotAllowed',
  'TooManyToolCalls',
  // A budget that is spent stays so until somebody raises it; what waits for that goes on by a redrive.
  'BudgetExhausted',
]);

function undeliverable(error: unknown): Undeliverable | undefined {
  if (error instanceof Undeliverable) return error;
  return error instanceof ModelError && FOR_GOOD.has(error.name)
    ? new Undeliverable(error.name, error.message)
    : undefined;
}

const attemptsOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount);

function row({ deps: { clock }, self, lane }: Handling, record: SQSRecord, message: Message, started: number) {
  const now = clock.now();
  const durationMs = clock.monotonicMs() - started;
  return {
    messageId: message.id,
    agent: self.id,
    channel: message.channel,
    lane,
    finishedAt: now.toISOString(),
    durationMs,
    waitedMs: Math.max(0, now.getTime() - durationMs - Number(record.attributes.SentTimestamp)),
    attempts: attemptsOf(record),
  };
}

async function handle(
  { system, self, handlers, deps, context }: Handling,
  message: Message,
  attempts: number,
): Promise<Message[]> {
  const handler = handlers[message.type];
  if (!handler) throw new Undeliverable('UnknownType', `${self.id} does not handle ${message.type}.`);
  const log = lazyLog(() => deps.log.createChild({ persistentKeys: messageKeys(message) }));
  const work = async () => {
    const own = { now: deps.clock.now(), log, state: deps.state, attempts };
    const outgoing = await handler(message, { ...own, ...deps.toolsFor?.(message) });
    return toMessages(system, self.name, message, outgoing, deps.clock.now());
  };
  const kept = async () => await fitting(deps.payloads, await work());
  const messages = self.effects === 'once' ? await deps.claim(message.id, context, kept) : await work();
  return message.expects === 'ack' ? [...messages, deps.acknowledge(message, messages.length)] : [...messages];
}

async function deadLettered(
  { deps: { deadLetter, log }, lane }: Handling,
  record: SQSRecord,
  why: Undeliverable,
): Promise<'dead-lettered' | 'failed'> {
  const about = { sqs_message_id: record.messageId, lane, code: why.code, reason: why.message };
  try {
    await deadLetter(record, why);
    log.warn(
      'A message can never be handled: it is a dead letter at once, or refused where it was given directly.',
      about,
    );
    return 'dead-lettered';
  } catch (error) {
    log.error('The dead-letter queue did not take a message; its queue delivers it again.', {
      ...about,
      refusal: String(error),
    });
    return 'failed';
  }
}

/**
 * Brings a request to its agent by the ways that the agent is registered with, the best first: `direct` invokes its function and has
 * the answer at once; `queue` goes over the bus. A way that fails stands in the history, and the next is taken.
 *
 * 1. Request and answer are in the history whichever way they went: the bus sees to that, and for a direct exchange this does.
 * 2. All ways carry the same message with the same id, so that one which failed half-way and the next are one to the agent.
 */
import { MAX_MESSAGE_BYTES, type Message } from '../../../contracts/message.ts';
import type { Delivery } from '../../../contracts/system.ts';
import { type DeliveryRow, deliveryRow, messageKey } from '../../../contracts/tables/history.ts';
import type { Clock } from '../../kit/clock.ts';
import type { DirectAnswer } from '../../kit/direct.ts';
import { type Log, messageKeys } from '../../kit/observe.ts';
import { type Payloads, PayloadTooLarge, putAside } from '../../kit/payloads.ts';
import { type Publish, PublishError } from '../../kit/publish.ts';
import { ttlAfterDays } from '../../kit/rows.ts';
import { StepFailed } from '../../kit/workflow/step-failed.ts';
import type { Request } from './request.ts';

export interface DeliverDeps {
  readonly publish: Publish;
  readonly payloads: Payloads;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly historyDays: number;
  /** Gives a message to an agent's function and waits for what it says. Throws when it could not be reached. */
  readonly invoke: (agent: string, message: Message) => Promise<DirectAnswer>;
  /** Writes messages to the history. */
  readonly record: (messages: readonly Message[]) => Promise<void>;
  readonly putRows: (rows: readonly DeliveryRow[]) => Promise<void>;
}

/** What a way gives back at once; nothing over the bus. Throws StepFailed. */
export async function deliver(deps: DeliverDeps, request: Request): Promise<readonly Message[]> {
  const message = await sized(deps, request.message);
  const ways = request.agent?.reachedBy ?? ['queue'];
  const failures: { way: Delivery; error: WayFailed }[] = [];
  for (const way of ways) {
    const outcome = await tried(deps, { ...request, message }, way);
    const n = failures.length + 1;
    if (!(outcome instanceof WayFailed)) {
      if (failures.length > 0) await deps.putRows([rowOf(deps, request, way, n)]);
      return outcome;
    }
    failures.push({ way, error: outcome });
    await deps.putRows([rowOf(deps, request, way, n, outcome)]);
    const about = { ...messageKeys(message), way, code: outcome.code, reason: outcome.message };
    deps.log.warn('A way to an agent failed; the next is taken, if there is one.', about);
  }
  const told = failures.map(({ way, error }) => `${way}: ${error.code}: ${error.message}`).join('; ');
  const last = failures.at(-1)?.error;
  throw new StepFailed(
    last?.wasReached ? 'ParticipantFailed' : 'NotDelivered',
    `No way to ${request.agent?.id ?? 'the channel'} worked. ${told}`,
  );
}

/** A way that did not work, and why. */
class WayFailed {
  readonly code: string;
  readonly message: string;
  /** The agent had the message, and failed. */
  readonly wasReached: boolean;
  constructor(code: string, message: string, wasReached = false) {
    this.code = code;
    this.message = message;
    this.wasReached = wasReached;
  }
}

/** Throws StepFailed for what no other way can help. */
async function tried(deps: DeliverDeps, { agent, message }: Request, way: Delivery) {
  try {
    return way === 'direct' && agent ? await byInvocation(deps, agent.id, message) : await byBus(deps, message);
  } catch (error) {
    if (error instanceof StepFailed) throw error;
    return error instanceof Error ? new WayFailed(error.name, error.message) : new WayFailed('Error', String(error));
  }
}

async function byBus({ publish }: DeliverDeps, message: Message): Promise<readonly Message[] | WayFailed> {
  const [refusal] = await publish([message]);
  if (!refusal) return [];
  if (refusal instanceof PublishError && refusal.code === 'MessageTooLarge')
    throw new StepFailed('TooLarge', refusal.message);
  return new WayFailed(refusal.code, refusal.message);
}

async function byInvocation(
  { invoke, record }: DeliverDeps,
  agent: string,
  message: Message,
): Promise<readonly Message[] | WayFailed> {
  const [answered, recorded] = await Promise.allSettled([invoke(agent, message), record([message])]); // nothing is left behind
  if (answered.status === 'rejected') throw answered.reason;
  if (recorded.status === 'rejected') throw recorded.reason;
  const answer = answered.value;
  if (answer.outcome === 'failed') return new WayFailed(answer.code, answer.reason, true);
  if (answer.messages.length > 0) await record(answer.messages);
  return answer.messages;
}

/** With a claim in the place of its payload when it is too large for the bus and the recorder. */
async function sized({ payloads }: DeliverDeps, message: Message): Promise<Message> {
  if (Buffer.byteLength(JSON.stringify(message)) <= MAX_MESSAGE_BYTES * 0.9) return message;
  try {
    return await putAside(payloads, message);
  } catch (error) {
    if (error instanceof PayloadTooLarge) throw new StepFailed('TooLarge', error.message);
    throw error;
  }
}

function rowOf(
  { clock, historyDays }: DeliverDeps,
  { message, agent }: Request,
  way: Delivery,
  n: number,
  error?: WayFailed,
): DeliveryRow {
  const now = clock.now();
  return {
    pk: messageKey(message.id),
    sk: deliveryRow(message.attempt, n),
    attempt: message.attempt,
    agent: agent?.id ?? 'all',
    way,
    at: now.toISOString(),
    outcome: error ? 'failed' : 'delivered',
    ...(error && { error: { code: error.code, reason: error.message } }),
    ttl: ttlAfterDays(now, historyDays),
  };
}

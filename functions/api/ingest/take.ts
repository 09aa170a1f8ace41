/**
 * Takes messages of a request: checks each, claims those whose id the client made, publishes what is left, and tells of each
 * what came of it. One bad message never stops the others.
 */
import { createHash } from 'node:crypto';
import type { Problem, Sent } from '../../../contracts/http.ts';
import type { Message } from '../../../contracts/message.ts';
import type { Catalogue } from '../../../domain/catalogue.ts';
import { derivedMessageId, newMessageId } from '../../../domain/ids.ts';
import type { ClientClaims } from '../../kit/client-claim.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/observe.ts';
import { problem } from '../../kit/problem.ts';
import type { Publish, PublishError } from '../../kit/publish.ts';
import type { Input } from './body.ts';
import { checkInput, DEFAULT_SENDER, largeProblem } from './check.ts';

export interface TakeDeps {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly publish: Publish;
  readonly claims: ClientClaims;
  readonly log: Log;
}

export interface TakeOptions {
  /** Ids of messages without one are derived from it, so that taking the same request again gives the same ids. */
  readonly seed?: string;
  readonly traceparent?: string;
}

/** A message on its way through the steps; `ended` once it is known what came of it. */
interface Taken {
  readonly index: number;
  readonly message?: Message;
  /** The name that it is claimed under, when the client made its id. */
  claim?: { readonly fingerprint: string };
  ended?: { readonly problem: Problem } | { readonly status: 'accepted' | 'duplicate' };
}

/** What came of each message, and the messages that are on the bus now. */
export interface Outcome extends Sent {
  readonly published: readonly Message[];
}

export async function take(deps: TakeDeps, inputs: readonly Input[], options: TakeOptions): Promise<Outcome> {
  const taken = inputs.map((input, index) => checked(deps, input, index, options));
  dropRepeated(taken);
  await claimAll(deps, taken);
  const published = await publishAll(deps, taken);
  return { ...told(taken), published };
}

function checked({ catalogue, clock }: TakeDeps, input: Input, index: number, options: TakeOptions): Taken {
  if ('problem' in input) return { index, ended: input };
  const now = clock.now();
  const { seed, traceparent } = options;
  const newId = () =>
    seed ? derivedMessageId(seed, DEFAULT_SENDER, index) : newMessageId(now.getTime(), clock.randomBytes(16));
  const result = checkInput(catalogue, input.fields, { now, newId, ...(traceparent && { traceparent }) });
  if ('problem' in result) return { index, ended: result };
  const { message, clientMade } = result;
  return { index, message, ...(clientMade && { claim: { fingerprint: fingerprintOf(input.fields) } }) };
}

export const fingerprintOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** The same id twice in one request: the second is a duplicate, or a fault when it is another message. */
function dropRepeated(taken: readonly Taken[]): void {
  const first = new Map<string, Taken>();
  for (const one of taken) {
    if (!one.claim || !one.message || one.ended) continue;
    const before = first.get(one.message.id);
    if (!before) first.set(one.message.id, one);
    else
      one.ended =
        before.claim?.fingerprint === one.claim.fingerprint
          ? { status: 'duplicate' }
          : { problem: reused(one.message.id) };
  }
}

const reused = (id: string): Problem =>
  problem('key-reused', `Id ${id} stands for another message already; give a new message a new id.`, [
    { field: 'id', rule: 'must be new for a new message', value: id, remedy: 'Leave the id out, or make a new one.' },
  ]);

async function claimAll({ claims }: TakeDeps, taken: readonly Taken[]): Promise<void> {
  await Promise.all(
    taken.map(async (one) => {
      if (!one.claim || !one.message || one.ended) return;
      const { id } = one.message;
      const claimed = await claims.claim(claimName(id), one.claim.fingerprint);
      if (claimed.state === 'done') one.ended = { status: 'duplicate' };
      if (claimed.state === 'different') one.ended = { problem: reused(id) };
      if (claimed.state === 'in-progress')
        one.ended = {
          problem: problem('in-progress', `Message ${id} is being taken; send it again in ${claimed.retryAfterS} s.`),
        };
    }),
  );
}

const claimName = (id: string): string => `id#${id}`;

async function publishAll({ publish, claims, log }: TakeDeps, taken: readonly Taken[]): Promise<Message[]> {
  const going = taken.flatMap((one) => (one.message && !one.ended ? [{ one, message: one.message }] : []));
  if (going.length === 0) return [];
  const errors = await publish(going.map(({ message }) => message)).catch((error: Error) => {
    log.error('The bus did not answer.', { code: error.name, reason: error.message });
    return going.map((): PublishError | Error => error);
  });
  going.forEach(({ one, message }, i) => {
    const error = errors[i];
    one.ended = error ? { problem: unpublished(message, error) } : { status: 'accepted' };
  });
  await Promise.all(
    going.map(async ({ one, message }, i) => {
      if (!one.claim) return;
      const settled = errors[i] ? claims.release(claimName(message.id)) : claims.done(claimName(message.id));
      // The lease of a claim that could not be settled runs out; sending again then publishes the same id again.
      await settled.catch((error) =>
        log.warn('A claim was not settled.', { message_id: message.id, reason: String(error) }),
      );
    }),
  );
  return going.flatMap(({ message }, i) => (errors[i] ? [] : [message]));
}

function unpublished(message: Message, error: Error): Problem {
  if ('code' in error && error.code === 'MessageTooLarge') return largeProblem(error.message);
  return problem('bus-unavailable', `The bus did not take message ${message.id}; nothing was sent. Send it again.`);
}

function told(taken: readonly Taken[]): Sent {
  return {
    accepted: taken.flatMap(({ index, message, ended }) =>
      message && ended && 'status' in ended ? [{ index, id: message.id, status: ended.status }] : [],
    ),
    rejected: taken.flatMap(({ index, ended }) =>
      ended && 'problem' in ended ? [{ index, problem: ended.problem }] : [],
    ),
  };
}

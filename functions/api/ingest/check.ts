/**
 * What a client sends becomes a message, or a problem that says why not. Owns the rules for clients; pure but for the clock
 * and the ids, which are given.
 */
import type { Problem, ProblemCode } from '../../../contracts/http.ts';
import {
  MAX_HOPS,
  MAX_PAYLOAD_BYTES,
  type Message,
  type NewMessage,
  newMessageSchema,
} from '../../../contracts/message.ts';
import { CONVERSATION_PREFIX, WORKFLOW_SENDERS } from '../../../contracts/workflow-step.ts';
import { isAddressedTo } from '../../../domain/addressing.ts';
import type { Catalogue, KnownType } from '../../../domain/catalogue.ts';
import { breachesOf, problem, sentenceOf } from '../../kit/problem.ts';

/** Who a message is from when the client does not say. */
export const DEFAULT_SENDER = 'api';
/** Senders that only the platform may be. */
const OWN_SENDERS = ['platform.', WORKFLOW_SENDERS];

export type Checked = { readonly message: Message; readonly clientMade: boolean } | { readonly problem: Problem };

export interface CheckContext {
  readonly now: Date;
  readonly traceparent?: string;
  /** An id for a message that came without. */
  newId(): string;
}

export function checkInput(catalogue: Catalogue, input: unknown, context: CheckContext): Checked {
  const parsed = newMessageSchema.safeParse(input);
  if (!parsed.success) {
    const errors = breachesOf(parsed.error, input);
    return { problem: problem('invalid-message', `The message breaks the envelope: ${sentenceOf(errors)}.`, errors) };
  }
  const fields = parsed.data;
  const known = catalogue.types.get(fields.type);
  if (!known) return unknownType(catalogue, fields.type);
  const refused = refusal(catalogue, fields, known, context.now);
  if (refused) return { problem: refused };
  const payload = known.payload.safeParse(fields.payload);
  if (!payload.success) {
    const errors = breachesOf(payload.error, fields.payload, ['payload']);
    const detail = `The payload breaks the schema of ${fields.type}: ${sentenceOf(errors)}.`;
    return { problem: problem('invalid-payload', detail, errors) };
  }
  return { message: complete(fields, known, payload.data, context), clientMade: fields.id !== undefined };
}

export const largeProblem = (detail: string, bytes?: number): Problem =>
  breach('message-too-large', detail, {
    field: 'payload',
    rule: `at most ${MAX_PAYLOAD_BYTES} bytes as JSON`,
    ...(bytes !== undefined && { value: bytes }),
    remedy: 'Send less, or a reference to where the rest is.',
  });

function complete(fields: NewMessage, known: KnownType, payload: unknown, context: CheckContext): Message {
  const id = fields.id ?? context.newId();
  const traceparent = fields.traceparent ?? context.traceparent;
  return {
    ...fields,
    ...(traceparent && { traceparent }),
    id,
    channel: known.channel.name,
    sender: fields.sender ?? DEFAULT_SENDER,
    priority: fields.priority ?? 'normal',
    correlationId: fields.correlationId ?? id,
    expects: fields.expects ?? 'none',
    hops: fields.hops ?? 0,
    sentAt: context.now.toISOString(),
    attempt: 1,
    payload,
  };
}

interface About {
  readonly field: string;
  readonly rule: string;
  readonly value?: unknown;
  readonly remedy: string;
}
const breach = (code: ProblemCode, detail: string, about: About): Problem =>
  problem(code, `${detail} ${about.remedy}`, [about]);

function unknownType(catalogue: Catalogue, type: string): Checked {
  const open = [...catalogue.types].flatMap(([name, { channel }]) => (channel.open ? [name] : []));
  const remedy = open.length ? `Clients may send ${open.join(', ')}.` : 'No system takes messages from clients.';
  const about = { field: 'type', rule: 'must be declared in a system', value: type, remedy };
  return { problem: breach('unknown-message-type', `No system knows messages of type ${type}.`, about) };
}

function refusal(catalogue: Catalogue, fields: NewMessage, { channel }: KnownType, now: Date): Problem | undefined {
  const { type, channel: asked, sender, to, correlationId, hops, expiresAt, expects, replyTo } = fields;
  if (asked !== undefined && asked !== channel.name) {
    const code = catalogue.channels.has(asked) ? 'wrong-channel' : 'unknown-channel';
    const remedy = `Send ${type} to ${channel.name}, or leave the channel out.`;
    const rule = `must be ${channel.name}`;
    return breach(code, `${asked} does not carry ${type}.`, { field: 'channel', rule, value: asked, remedy });
  }
  if (!channel.open) {
    const open = [...catalogue.channels.values()].filter((one) => one.open).map(({ name }) => name);
    const remedy = `Clients may send to ${open.join(', ') || 'no channel'}.`;
    const about = { field: 'channel', rule: 'must be an input of a system', value: channel.name, remedy };
    return breach('channel-not-open', `${channel.name} is between agents.`, about);
  }
  if (sender !== undefined && (catalogue.agents.has(sender) || OWN_SENDERS.some((own) => sender.startsWith(own)))) {
    const remedy = 'Leave the sender out, or use a name of your own.';
    const about = { field: 'sender', rule: 'must not be an agent, a workflow or the platform', value: sender, remedy };
    return breach('forged-sender', `Clients do not speak for ${sender}.`, about);
  }
  if (correlationId?.startsWith(CONVERSATION_PREFIX)) {
    const rule = `must not begin with ${CONVERSATION_PREFIX}`;
    const remedy = 'Leave the correlationId out, or use one of your own; what a step waits for it finds by its values.';
    const about = { field: 'correlationId', rule, value: correlationId, remedy };
    return breach('forged-conversation', `${correlationId} is the conversation of an execution.`, about);
  }
  if (hops !== undefined && hops > MAX_HOPS) {
    const remedy = 'It probably goes round in a loop; stop it where it starts.';
    const about = { field: 'hops', rule: `at most ${MAX_HOPS}`, value: hops, remedy };
    return breach('too-many-hops', `The message has made ${hops} hops.`, about);
  }
  if (expiresAt !== undefined && expiresAt <= now.toISOString()) {
    const remedy = 'Send it with a later expiresAt, or none.';
    const about = { field: 'expiresAt', rule: `must be later than ${now.toISOString()}`, value: expiresAt, remedy };
    return breach('expired-message', `The message was good until ${expiresAt}.`, about);
  }
  if (to !== undefined && !channel.subscribers.some((agent) => isAddressedTo(to, agent))) {
    const remedy = `On ${channel.name} listen ${channel.subscribers.map(({ id }) => id).join(', ')}.`;
    const about = { field: 'to', rule: 'must fit a subscriber of the channel', value: to, remedy };
    return breach('nobody-addressed', `Nobody on ${channel.name} is ${to}.`, about);
  }
  return answerRefusal(catalogue, expects, replyTo);
}

function answerRefusal(
  catalogue: Catalogue,
  expects: NewMessage['expects'],
  replyTo: string | undefined,
): Problem | undefined {
  if (expects === 'reply' && replyTo === undefined) {
    const remedy = 'Name the channel of the answer in replyTo.';
    const about = { field: 'replyTo', rule: 'must be given when expects is reply', remedy };
    return breach('invalid-message', 'The message expects a reply and names no channel for it.', about);
  }
  if (replyTo === undefined || catalogue.channels.has(replyTo)) return undefined;
  const remedy = 'Name a declared channel; GET /v1/channels lists them.';
  const about = { field: 'replyTo', rule: 'must be a declared channel', value: replyTo, remedy };
  return breach('unknown-channel', `There is no channel ${replyTo} for the answer.`, about);
}

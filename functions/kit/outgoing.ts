/** Turns what a handler gives back into messages: ids derived from the message that caused them, the rest inherited. */
import * as z from 'zod';
import type { Message, Priority } from '../../contracts/message.ts';
import type { System } from '../../contracts/system.ts';
import { WORKFLOW_SENDERS } from '../../contracts/workflow-step.ts';
import { derivedMessageId } from '../../domain/ids.ts';
import { agentIdOf, channelOf } from '../../domain/system.ts';

/** What a handler publishes: the type names the channel, and all but the payload has a default. */
export interface Outgoing<Type extends string = string, Payload = unknown> {
  readonly type: Type;
  readonly payload: Payload;
  /** Default: the priority of the message that is handled. */
  readonly priority?: Priority;
  /** Default: the conversation of the message that is handled. */
  readonly correlationId?: string;
  readonly to?: string;
  /** Default `none`. With `reply`, `replyTo` is the channel of the answer. */
  readonly expects?: 'none' | 'ack' | 'reply';
  readonly replyTo?: string;
  readonly deadlineMs?: number;
  readonly expiresAt?: string;
}

/** Throws when the payload breaks its own schema, or the agent may not publish the type: a fault of the handler. */
export function toMessages(
  system: System,
  agent: string,
  cause: Message,
  outgoing: readonly Outgoing[],
  now: Date,
): Message[] {
  const sender = agentIdOf(system, agent);
  return outgoing.map(({ type, payload, ...options }, index) => {
    if (!system.agents[agent]?.publishes.includes(type))
      throw new Error(`${sender} may not publish ${type}: name it in \`publishes\` of systems/${system.name}.ts.`);
    const checked = system.messages[type]?.safeParse(payload);
    if (!checked?.success)
      throw new Error(
        `${sender} published a ${type} that breaks its schema: ${checked ? z.prettifyError(checked.error) : 'no schema'}`,
      );
    const channel = channelOf(system, type);
    return {
      ...answerTo(cause, channel),
      priority: cause.priority,
      correlationId: cause.correlationId,
      expects: 'none',
      ...(cause.traceparent && { traceparent: cause.traceparent }),
      ...options,
      id: derivedMessageId(cause.id, sender, index),
      type,
      channel,
      sender,
      causationId: cause.id,
      sentAt: now.toISOString(),
      hops: cause.hops + 1,
      attempt: 1,
      payload: checked.data,
    } satisfies Message;
  });
}

/** The reply to a step of a workflow is the workflow's alone: other subscribers of the channel did not ask. */
const answerTo = ({ sender, expects, replyTo }: Message, channel: string): { to?: string } =>
  sender.startsWith(WORKFLOW_SENDERS) && expects === 'reply' && channel === replyTo ? { to: `agent:${sender}` } : {};

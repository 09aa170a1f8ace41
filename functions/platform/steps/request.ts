/**
 * From what a step asks to the message that is sent for it: who is meant, what it carries, what it is called.
 *
 * 1. One participant is one agent: of several that have the address, always the same one for the same message, so that whoever has
 *    handled a request before gives the same answer when it is asked again.
 * 2. Without an address, everybody who subscribes is asked, and the first answer counts.
 */
import type { Message, Priority } from '../../../contracts/message.ts';
import { isAddressedTo } from '../../../domain/addressing.ts';
import type { Catalogue, KnownAgent, KnownType } from '../../../domain/catalogue.ts';
import { conversationOf, executionOfArn, stepMessageId, workflowSender } from '../../../domain/workflow/identity.ts';
import { StepFailed } from '../../kit/workflow/step-failed.ts';

/** What is asked of one participant. */
export interface Asking {
  readonly execution: string;
  readonly workflow: string;
  readonly step: string;
  readonly place: string;
  readonly timeoutS: number;
  readonly priority: Priority;
  readonly to?: string | undefined;
  readonly type: string;
  readonly payload?: unknown;
  readonly expects: 'ack' | 'reply';
  readonly reply?: string | undefined;
  /** Which of several messages of the step. */
  readonly index: number;
}

/** One message and whom it is for: undefined stands for everybody. */
export interface Request {
  readonly message: Message;
  readonly agent: KnownAgent | undefined;
}

/** Throws StepFailed. */
export function toRequest(catalogue: Catalogue, prefix: string, asking: Asking, attempt: number, now: Date): Request {
  const { execution, workflow, step, place, index, type, timeoutS, expects, priority } = asking;
  const { channel, payload: schema } = knownType(catalogue, type);
  const id = stepMessageId(execution, step, place, index);
  const agent = agentFor(channel.name, channel.subscribers, asking.to, id);
  const replyTo = replyChannel(catalogue, asking);
  const payload = schema.safeParse(asking.payload);
  if (!payload.success)
    throw new StepFailed(
      'InvalidPayload',
      `What step ${step} sends breaks the schema of ${type}: ${payload.error.issues
        .map((issue) => `${issue.path.map(String).join('.') || 'it'}: ${issue.message}`)
        .join('; ')}`,
    );
  const message: Message = {
    id,
    type,
    channel: channel.name,
    sender: workflowSender(workflow),
    ...(agent && { to: `agent:${agent.id}` }),
    priority,
    correlationId: conversationOf(executionOfArn(prefix, execution)),
    ...(replyTo !== undefined && { replyTo }),
    expects,
    sentAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + timeoutS * 1000).toISOString(),
    hops: 0,
    attempt,
    payload: asking.payload,
  };
  return { message, agent };
}

/** The channel of the reply; none for an acknowledgement. Throws StepFailed. */
const replyChannel = (
  catalogue: Catalogue,
  { expects, reply, step }: Pick<Asking, 'expects' | 'reply' | 'step'>,
): string | undefined => {
  if (expects === 'ack') return undefined;
  if (reply === undefined)
    throw new StepFailed('InvalidStep', `Step ${step} expects a reply and does not say of which type: set \`reply\`.`);
  return knownType(catalogue, reply).channel.name;
};

function knownType({ types }: Catalogue, type: string): KnownType {
  const known = types.get(type);
  if (known) return known;
  throw new StepFailed('InvalidStep', `No channel carries ${type}: declare it in systems/, or check the spelling.`);
}

function agentFor(
  channel: string,
  subscribers: readonly KnownAgent[],
  to: string | undefined,
  id: string,
): KnownAgent | undefined {
  const meant = subscribers.filter((agent) => isAddressedTo(to, agent)).sort((a, b) => a.id.localeCompare(b.id));
  if (meant.length === 0)
    throw new StepFailed(
      'NobodyAddressed',
      to === undefined
        ? `Nobody subscribes to ${channel}.`
        : `Nobody who subscribes to ${channel} has the address ${to}; it has: ${subscribers.map((one) => one.id).join(', ')}.`,
    );
  return to === undefined ? undefined : meant[Number.parseInt(id.slice(-8), 16) % meant.length];
}

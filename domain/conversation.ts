/**
 * A conversation as the history shows it: what is still to come, and how its messages caused each other. Pure: it looks at
 * messages, what became of them, and who subscribes.
 *
 * A conversation is
 *   open       while a subscriber that a message is meant for has not ended with it, or a request has no answer yet;
 *   escalated  when nothing is open and a request was given up;
 *   closed     when nothing is open otherwise.
 * A subscriber has ended with a message that it handled, let expire, or that died at it and was not put back.
 */
import type { Message } from '../contracts/message.ts';
import { type Addressee, isAddressedTo } from './addressing.ts';

export interface Told {
  readonly message: Message;
  /** Who subscribed when it was recorded, where that is known: an agent that came later owes it nothing. */
  readonly subscribers?: readonly string[] | undefined;
  readonly outcomes: readonly { readonly agent: string; readonly outcome: 'handled' | 'failed' | 'expired' }[];
  readonly deadLetters: readonly { readonly agent: string; readonly redrivenAt?: string | undefined }[];
}

export interface ConversationState {
  readonly state: 'open' | 'closed' | 'escalated';
  /** What is still to come, each with who it waits for. */
  readonly waitingFor: readonly { readonly messageId: string; readonly agents: readonly string[] }[];
  /** Requests without an answer that nobody gave up. */
  readonly unanswered: readonly string[];
  /** Requests that were given up. */
  readonly escalated: readonly string[];
}

export interface CauseNode {
  readonly id: string;
  readonly children: readonly CauseNode[];
}

/** Whether a message is the answer that a request waits for: by its cause, and its channel or what it acknowledges. */
export function isAnswer(request: Message, message: Message): boolean {
  if (message.causationId !== request.id) return false;
  return request.expects === 'ack' ? message.type === 'platform.acknowledged' : message.channel === request.replyTo;
}

/** @param subscribersOf the agents of a channel; a channel that nobody knows has none */
export function conversationState(
  told: readonly Told[],
  subscribersOf: (channel: string) => readonly Addressee[],
): ConversationState {
  const waitingFor = told.flatMap((one) => {
    const agents = subscribersOf(one.message.channel)
      .filter((agent) => one.subscribers?.includes(agent.id) ?? true)
      .filter((agent) => isAddressedTo(one.message.to, agent) && !hasEnded(one, agent.id))
      .map(({ id }) => id);
    return agents.length ? [{ messageId: one.message.id, agents }] : [];
  });
  const given = new Set(
    told.flatMap(({ message: { type, causationId } }) => (type === 'platform.escalated' ? (causationId ?? []) : [])),
  );
  const requests = told.filter(({ message }) => message.expects !== 'none');
  const byCause = Map.groupBy(told, ({ message }) => message.causationId);
  const missing = requests.filter(
    ({ message: request }) => !byCause.get(request.id)?.some(({ message }) => isAnswer(request, message)),
  );
  const escalated = missing.flatMap(({ message: { id } }) => (given.has(id) ? [id] : []));
  const unanswered = missing.flatMap(({ message: { id } }) => (given.has(id) ? [] : [id]));
  const isOpen = waitingFor.length > 0 || unanswered.length > 0;
  const state = isOpen ? 'open' : escalated.length > 0 ? 'escalated' : 'closed';
  return { state, waitingFor, unanswered, escalated };
}

function hasEnded({ outcomes, deadLetters }: Told, agent: string): boolean {
  return (
    outcomes.some((one) => one.agent === agent && one.outcome !== 'failed') ||
    deadLetters.some((one) => one.agent === agent && one.redrivenAt === undefined)
  );
}

/** Messages under what caused them; those whose cause is not among them are roots. Children stand in the order given. */
export function causeTree(messages: readonly Message[]): CauseNode[] {
  const known = new Set(messages.map(({ id }) => id));
  const children = Map.groupBy(messages, ({ id, causationId }) =>
    causationId !== undefined && causationId !== id && known.has(causationId) ? causationId : '',
  );
  const placed = new Set<string>();
  const node = ({ id }: Message): CauseNode => {
    placed.add(id);
    return { id, children: (children.get(id) ?? []).filter((child) => !placed.has(child.id)).map(node) };
  };
  const roots = (children.get('') ?? []).map(node);
  const inLoops = messages.filter(({ id }) => !placed.has(id)); // causes that go round name each other as roots
  return [...roots, ...inLoops.flatMap((message) => (placed.has(message.id) ? [] : [node(message)]))];
}

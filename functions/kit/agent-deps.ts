/** What an agent's function works with, opened once per environment from the function's environment. Tests put their own. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Message } from '../../contracts/message.ts';
import { derivedMessageId } from '../../domain/ids.ts';
import type { Tools } from './agent-context.ts';
import { type Claim, createClaim } from './claim.ts';
import { dynamoDb, eventBridge } from './clients.ts';
import { type Clock, systemClock } from './clock.ts';
import { createDeadLetter, type DeadLetter } from './dead-letter.ts';
import { settings } from './env.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { createLogger, createMeasure, type Measure } from './observe.ts';
import type { OpenTool, ToolUser } from './open-tool.ts';
import { createRecordOutcomes, type RecordOutcomes } from './outcomes.ts';
import { createPayloads, type Payloads } from './payloads.ts';
import { createPublish, type Publish } from './publish.ts';
import { openQueues } from './queue-door.ts';
import { createRemove, type Remove } from './redelivered.ts';
import { createState, type State } from './state.ts';

export interface AgentDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly state: State;
  readonly publish: Publish;
  readonly payloads: Payloads;
  readonly claim: Claim;
  readonly deadLetter: DeadLetter;
  readonly remove: Remove;
  readonly recordOutcomes: RecordOutcomes;
  readonly measure: Measure;
  readonly heartbeat: Heartbeat;
  /** What it declares that it needs, for one message. */
  readonly toolsFor?: (message: Message) => Partial<Tools>;
  /** The acknowledgement of a handled message; `index` is its place among what the message caused. */
  acknowledge(message: Message, index: number): Message;
}

export function openAgentDeps(
  user: Pick<ToolUser, 'id' | 'system' | 'definition'>,
  tools: Readonly<Record<string, OpenTool<unknown>>>,
): AgentDeps {
  const agent = user.id;
  const { bus, payloadsBucket, registryTable, historyTable, historyDays, version } = settings();
  const clock = systemClock;
  const payloads = createPayloads(payloadsBucket);
  const publish = createPublish(eventBridge(), bus, payloads, clock);
  return {
    clock,
    log: createLogger(agent),
    state: createState(dynamoDb(), registryTable, agent, clock),
    publish,
    payloads,
    claim: createClaim(dynamoDb(), registryTable, agent),
    deadLetter: createDeadLetter(openQueues),
    remove: createRemove(openQueues),
    recordOutcomes: createRecordOutcomes(dynamoDb(), historyTable, historyDays, clock),
    measure: createMeasure(),
    heartbeat: createHeartbeat(agent, version, publish, clock),
    toolsFor: openTools({ ...user, clock, publish }, tools),
    acknowledge: (message, index) => acknowledgement(agent, message, index, clock.now()),
  };
}

function openTools(user: ToolUser, tools: Readonly<Record<string, OpenTool<unknown>>>) {
  const opened = Object.entries(tools).map(([name, open]) => [name, open(user)] as const);
  return (message: Message): Partial<Tools> => Object.fromEntries(opened.map(([name, give]) => [name, give(message)]));
}

export function acknowledgement(agent: string, message: Message, index: number, now: Date): Message {
  const at = now.toISOString();
  return {
    id: derivedMessageId(message.id, agent, index),
    type: 'platform.acknowledged',
    channel: 'system.acknowledgements',
    sender: agent,
    priority: message.priority,
    correlationId: message.correlationId,
    causationId: message.id,
    expects: 'none',
    sentAt: at,
    hops: message.hops + 1,
    attempt: 1,
    payload: { messageId: message.id, by: agent, at },
  };
}

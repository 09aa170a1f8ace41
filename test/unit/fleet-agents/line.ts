/**
 * The fleet's agents on a line in memory: real functions of the kit, a bus that is a list, a state for each agent. What is on the
 * line is delivered in an order that the test picks, as often as it says. Every event is kept, so that a test can name them all.
 */
import type { NewMessage } from '../../../contracts/message.ts';
import { type Message, messageSchema } from '../../../contracts/message.ts';
import { type Respond, simulatedCustomer } from '../../../domain/fleet/customer-responses.ts';
import { channelOf } from '../../../domain/system.ts';
import { createAnalyst } from '../../../functions/agents/fleet/analyst/analyst.ts';
import { createEngagement } from '../../../functions/agents/fleet/engagement/engagement.ts';
import { manufacturing } from '../../../functions/agents/fleet/manufacturing/manufacturing.ts';
import { orchestrator } from '../../../functions/agents/fleet/orchestrator/orchestrator.ts';
import { scheduling } from '../../../functions/agents/fleet/scheduling/scheduling.ts';
import { type AgentFunction, createAgent } from '../../../functions/kit/agent.ts';
import type { AgentDeps } from '../../../functions/kit/agent-deps.ts';
import { fleet } from '../../../systems/fleet.ts';
import { model } from '../fleet/fleet-fixtures.ts';
import { failuresInto, memoryDeps } from '../kit/agent-deps-fixture.ts';
import { batch, context, type FakeClock, fakeClock, message, record } from '../kit/fakes.ts';
import { type MemoryState, memoryState } from './memory-state.ts';

/** The agents that this line runs; others that the system may have are not called. */
const NAMES = ['orchestrator', 'analyst', 'engagement', 'scheduling', 'manufacturing'] as const;
export type AgentName = (typeof NAMES)[number];

export interface LineOptions {
  readonly respond?: Respond;
  /** Agents that take their messages and never answer. */
  readonly silent?: readonly AgentName[];
  /** How often each message is delivered; 1 unless told. What is published again comes to nothing more. */
  readonly deliveries?: number;
  /** Which of the waiting deliveries comes next; the oldest unless told. */
  readonly pick?: (waiting: number) => number;
  readonly clock?: FakeClock;
}

export function openLine({
  respond = simulatedCustomer,
  silent = [],
  deliveries = 1,
  pick = () => 0,
  clock = fakeClock(),
}: LineOptions = {}) {
  /** Each message once, in the order in which it came to the bus. */
  const messages = new Map<string, Message>();
  const waiting: { agent: AgentName; message: Message }[] = [];
  const failures: string[] = [];
  const states = Object.fromEntries(NAMES.map((name) => [name, memoryState()])) as Record<AgentName, MemoryState>;

  function send(...sent: readonly Message[]): void {
    for (const one of sent) {
      messageSchema.parse(one);
      const times = messages.has(one.id) ? 0 : deliveries;
      if (times > 0) messages.set(one.id, one);
      for (const agent of NAMES)
        if ((fleet.agents[agent].subscribes as readonly string[]).includes(one.channel) && !silent.includes(agent))
          for (let i = 0; i < times; i++) waiting.push({ agent, message: one });
    }
  }

  const publish: AgentDeps['publish'] = async (out) => {
    send(...out);
    return out.map(() => undefined);
  };
  const open = (agent: AgentName) => () =>
    memoryDeps(`fleet.${agent}`, { clock, state: states[agent], publish, ...failuresInto(failures, agent) });
  const functions = openAgents(open, respond);

  return {
    clock,
    states,
    failures,
    messages: () => [...messages.values()],
    /** Types with their priorities, in the order of the bus. */
    events: () => [...messages.values()].map(({ type, priority }) => `${type} ${priority}`),
    /** Payloads of a type. */
    payloads: <T>(type: string) =>
      [...messages.values()].filter((one) => one.type === type).map(({ payload }) => payload as T),
    /** Puts messages on the bus, as the API would. */
    send: (...sent: readonly NewMessage[]) => send(...sent.map(asSent)),
    sendMessages: send,
    /** Delivers what waits, and what comes of it, until nothing waits. */
    async run(): Promise<void> {
      while (waiting.length > 0) {
        const [next] = waiting.splice(pick(waiting.length) % waiting.length, 1);
        if (next) await functions[next.agent](batch(record(next.message)), context);
      }
    },
    /** Delivers all that waits for an agent in one batch. */
    async runBatch(agent: AgentName): Promise<void> {
      const own = waiting.filter((one) => one.agent === agent);
      for (const one of own) waiting.splice(waiting.indexOf(one), 1);
      await functions[agent](batch(...own.map((one) => record(one.message))), context);
    },
  };
}

function openAgents(
  open: (agent: AgentName) => () => AgentDeps,
  respond: Respond,
): Readonly<Record<AgentName, AgentFunction>> {
  return {
    orchestrator: createAgent(fleet, 'orchestrator', orchestrator, open('orchestrator')),
    analyst: createAgent(fleet, 'analyst', createAnalyst(model), open('analyst')),
    engagement: createAgent(fleet, 'engagement', createEngagement(respond), open('engagement')),
    scheduling: createAgent(fleet, 'scheduling', scheduling, open('scheduling')),
    manufacturing: createAgent(fleet, 'manufacturing', manufacturing, open('manufacturing')),
  };
}

/** With the envelope's defaults. */
function asSent({ type, payload, id, priority, correlationId }: NewMessage): Message {
  const made = message({ type, channel: channelOf(fleet, type), payload });
  const own = id ?? made.id;
  return { ...made, id: own, correlationId: correlationId ?? own, priority: priority ?? 'normal' };
}

/**
 * An agent's Lambda function. It serves all queues of the agent; each invocation is a batch of one queue, or one message that was
 * given to it directly (direct.ts). What happens to one message is in handling.ts; what happens to what it caused, in settle.ts.
 */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Message } from '../../contracts/message.ts';
import type { HandledType, PayloadOf, PublishedType, System } from '../../contracts/system.ts';
import { laneOfQueue } from '../../domain/naming.ts';
import { agentIdOf } from '../../domain/system.ts';
import type { ContextOf } from './agent-context.ts';
import type { AgentDeps } from './agent-deps.ts';
import { type DirectAnswer, type DirectEvent, handleDirectly, isDirect } from './direct.ts';
import { type AnyHandlers, createHandling, DIRECT_LANE } from './handling.ts';
import { newTally } from './observe.ts';
import type { Outgoing } from './outgoing.ts';
import { carefully } from './redelivered.ts';
import { settle } from './settle.ts';

type Published<S extends System, A extends keyof S['agents']> = {
  [Type in PublishedType<S, A>]: Outgoing<Type, PayloadOf<S, Type>>;
}[PublishedType<S, A>];

/** One handler for each message type that reaches the agent. It gives back what to publish; throwing means: try again. */
export type Handlers<S extends System, A extends keyof S['agents']> = {
  readonly [Type in HandledType<S, A>]: (
    message: Message<Type, PayloadOf<S, Type>>,
    context: ContextOf<S, A>,
  ) => Promise<readonly Published<S, A>[]> | readonly Published<S, A>[];
};

export interface AgentFunction {
  (event: SQSEvent, context: Context): Promise<SQSBatchResponse>;
  (event: DirectEvent, context: Context): Promise<DirectAnswer>;
}

/** @param open gives what it works with, once per environment */
export function createAgent<S extends System, A extends keyof S['agents'] & string>(
  system: S,
  name: A,
  handlers: Handlers<S, A>,
  open: () => AgentDeps,
): AgentFunction {
  const definition = system.agents[name];
  if (!definition) throw new Error(`System ${system.name} has no agent ${name}.`);
  const self = { ...definition, name, id: agentIdOf(system, name) };
  let deps: AgentDeps | undefined;

  const common = { system, self, handlers: handlers as unknown as AnyHandlers };

  async function direct(event: DirectEvent, context: Context, deps: AgentDeps): Promise<DirectAnswer> {
    const tally = newTally();
    const { answer, channel } = await handleDirectly({ ...common, deps, context }, event, tally);
    deps.measure(tally, { agent: self.id, channel, lane: DIRECT_LANE });
    await deps.heartbeat(tally, deps.clock.now());
    return answer;
  }

  async function batch(event: SQSEvent, context: Context, deps: AgentDeps): Promise<SQSBatchResponse> {
    const lane = laneOfQueue(event.Records[0]?.eventSourceARN ?? '');
    const handling = createHandling({ ...common, deps, context, lane });
    const tally = newTally();
    let channel: string | undefined;
    const { publish, recordOutcomes, log } = deps;
    const settled = async (records: readonly SQSRecord[]): Promise<string[]> => {
      const results = await Promise.all(records.map(handling));
      channel ??= results.find(({ outcome }) => outcome)?.outcome?.channel;
      return await settle(results, { publish, recordOutcomes, log }, tally);
    };
    const failed = await carefully(event.Records, settled, deps);
    deps.measure(tally, { agent: self.id, channel: channel ?? 'none', lane });
    await deps.heartbeat(tally, deps.clock.now());
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  }

  function agent(event: SQSEvent, context: Context): Promise<SQSBatchResponse>;
  function agent(event: DirectEvent, context: Context): Promise<DirectAnswer>;
  function agent(event: SQSEvent | DirectEvent, context: Context): Promise<SQSBatchResponse | DirectAnswer> {
    deps ??= open();
    return isDirect(event) ? direct(event, context, deps) : batch(event, context, deps);
  }
  return agent;
}

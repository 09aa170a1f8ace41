/** The public door of the kit: an agent's handler.ts is one call of this. */
import type { System } from '../../contracts/system.ts';
import { agentIdOf } from '../../domain/system.ts';
import { type AgentFunction, createAgent, type Handlers } from './agent.ts';
import { openAgentDeps } from './agent-deps.ts';

/** The Lambda function of an agent of a system: a handler for each message type that reaches it. What is not declared does not compile. */
export const defineAgent = <S extends System, A extends keyof S['agents'] & string>(
  system: S,
  name: A,
  handlers: Handlers<S, A>,
): AgentFunction =>
  createAgent(system, name, handlers, () => openAgentDeps(agentIdOf(system, name), system.agents[name]?.needs));

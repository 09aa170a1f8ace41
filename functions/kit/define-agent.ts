/** The public door of the kit: an agent's handler.ts is one call of this. */
import type { System } from '../../contracts/system.ts';
import { agentIdOf } from '../../domain/system.ts';
import { type AgentFunction, createAgent, type Handlers } from './agent.ts';
import type { ToolsOf } from './agent-context.ts';
import { openAgentDeps } from './agent-deps.ts';
import type { OpenTool } from './open-tool.ts';

/**
 * The Lambda function of an agent of a system: a handler for each message type that reaches it, and the tools that it needs. What is
 * not declared does not compile.
 */
export const defineAgent = <S extends System, A extends keyof S['agents'] & string>(
  system: S,
  name: A,
  handlers: Handlers<S, A>,
  ...[tools]: keyof ToolsOf<S, A> extends never ? [] : [tools: ToolsOf<S, A>]
): AgentFunction =>
  createAgent(system, name, handlers, () =>
    openAgentDeps(
      { id: agentIdOf(system, name), system: system.name, definition: system.agents[name] as S['agents'][A] },
      (tools ?? {}) as Readonly<Record<string, OpenTool<unknown>>>,
    ),
  );

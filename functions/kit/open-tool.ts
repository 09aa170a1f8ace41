/** How an agent gets what it needs besides its messages and its state: for whom a tool is opened, and for what. */
import type { Message } from '../../contracts/message.ts';
import type { AgentDefinition } from '../../contracts/system.ts';
import type { Clock } from './clock.ts';
import type { Publish } from './publish.ts';

/** For whom a tool is opened. */
export interface ToolUser {
  /** `planner.writer` */
  readonly id: string;
  /** `planner` */
  readonly system: string;
  readonly definition: AgentDefinition;
  readonly clock: Clock;
  readonly publish: Publish;
}

/**
 * Opens a tool once per environment, and gives it for each message. A handler.ts hands over the openers of what its agent needs, so
 * that a function carries the code of no other tool.
 */
export type OpenTool<Tool> = (user: ToolUser) => (message: Message) => Tool;

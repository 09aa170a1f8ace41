/** What a handler may use besides its message. */
import type { Log } from './observe.ts';
import type { State } from './state.ts';

export interface AgentContext {
  readonly now: Date;
  /** Lines carry the conversation, the message and the agent. */
  readonly log: Log;
  readonly state: State;
  /** How often this message was delivered to this agent, from 1. */
  readonly attempts: number;
}

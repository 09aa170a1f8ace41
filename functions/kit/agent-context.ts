/** What a handler may use besides its message. */
import type { System } from '../../contracts/system.ts';
import type { Files } from './files.ts';
import type { HistoryReader } from './history.ts';
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

/** What an agent has besides when its declaration says that it `needs` it; its role allows no more than that. */
export interface Tools {
  /** All of the stage's history, to read. */
  readonly history: HistoryReader;
  /** A folder of its own. */
  readonly files: Files;
}

/** The context of one agent: a tool that is not declared is not there, for the compiler either. */
export type ContextOf<S extends System, A extends keyof S['agents']> = AgentContext &
  Pick<Tools, NonNullable<S['agents'][A]['needs']>[number]>;

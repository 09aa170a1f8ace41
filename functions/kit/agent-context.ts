/** What a handler may use besides its message. */
import type { Need, System } from '../../contracts/system.ts';
import type { Artefacts } from './artefacts.ts';
import type { Files } from './files.ts';
import type { HistoryReader } from './history.ts';
import type { Model } from './model/model.ts';
import type { Treasury } from './model/treasury.ts';
import type { Log } from './observe.ts';
import type { OpenTool } from './open-tool.ts';
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
  /** What its system makes in the execution that the message belongs to. */
  readonly artefacts: Artefacts;
  /** Language models; what it asks is paid, kept and measured for the message. */
  readonly model: Model;
  /** Caps of budgets, and executions that wait for a higher one. */
  readonly treasury: Treasury;
}

type NeedsOf<S extends System, A extends keyof S['agents']> = S['agents'][A] extends {
  readonly needs: readonly (infer N extends Need)[];
}
  ? N
  : never;

/** One opener for each need that is declared, no more and no fewer. */
export type ToolsOf<S extends System, A extends keyof S['agents']> = {
  readonly [Need in NeedsOf<S, A>]: OpenTool<Tools[Need]>;
};

/** The context of one agent: a tool that is not declared is not there, for the compiler either. */
export type ContextOf<S extends System, A extends keyof S['agents']> = AgentContext & Pick<Tools, NeedsOf<S, A>>;

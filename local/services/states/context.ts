/** What the parts of Step Functions share. */
import type { Engine } from '../../engine/engine.ts';
import type { Json } from '../../engine/service.ts';
import type { Execution, HistoryRecord } from './model.ts';
import type { StatesStore } from './store.ts';
import type { Tokens } from './tokens.ts';

export interface States {
  readonly engine: Engine;
  readonly store: StatesStore;
  readonly tokens: Tokens;
  /** Executions under way, by ARN. */
  readonly runs: Map<string, RunHandle>;
  /** Starts an execution of a state machine, a version or an alias. Throws AWS's refusals. */
  start(arn: string, input: Json, name?: string, traceHeader?: string): Promise<Execution>;
  /** Resolves when an execution has ended; the same again for one that had. */
  endOf(arn: string): Promise<Execution>;
  /** Called by a run that came to its end. */
  ended(execution: Execution): void;
  /** Called with each event of a history. */
  log(execution: Execution, record: HistoryRecord): void;
  /** The ARN of the alias or version that an execution was started by. */
  qualifiedArn(execution: Execution): string | undefined;
}

/** An execution under way. */
export interface RunHandle {
  readonly execution: Execution;
  /** Resolves when it has ended. */
  readonly ended: Promise<Execution>;
  /** Ends it: ABORTED. */
  stop(error: string | undefined, cause: string | undefined): void;
  /** Stops without an end: the process goes down, the journal stays. */
  leave(): void;
}

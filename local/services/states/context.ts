/** What the parts of Step Functions share. */
import type { Engine } from '../../engine/engine.ts';
import type { Json } from '../../engine/service.ts';
import type { Machine } from './asl/definition.ts';
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
  start(arn: string, input: Json, more?: StartOptions): Promise<Execution>;
  /** Forgets executions whose time is over: before they are read. */
  sweep(): void;
  /** Runs a new execution from its first state; the journal keeps it if it is a standard one. */
  begin(execution: Execution): void;
  /** Runs one that failed again, from what failed; an Express one from its first state. */
  redrive(execution: Execution): Execution;
  /** What an execution runs. */
  machineOf(execution: Execution): Machine;
  /** Whether the process goes down: what fails now is not told to anybody. */
  isLeaving(): boolean;
  /** Map runs under way, by ARN. */
  readonly mapRuns: Map<string, MapRunHandle>;
  /** Resolves when an execution has ended; the same again for one that had. */
  endOf(arn: string): Promise<Execution>;
  /** Called by a run that came to its end. */
  ended(execution: Execution): void;
  /** Called with each event of a history. */
  log(execution: Execution, record: HistoryRecord): void;
  /** The ARN of the alias or version that an execution was started by. */
  qualifiedArn(execution: Execution): string | undefined;
}

export interface StartOptions {
  readonly name?: string | undefined;
  readonly traceHeader?: string | undefined;
  /** The call of the task that starts it: made twice, it is the same execution, running or not. */
  readonly callId?: string | undefined;
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

/** A map run under way. */
export interface MapRunHandle {
  /** Its limits were changed: more children may be started, or fewer failures be borne. */
  changed(): void;
}

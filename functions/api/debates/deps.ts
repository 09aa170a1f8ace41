/** What the routes of debates work with. */
import type { ModelRef } from '../../../contracts/model.ts';
import type { PriceUsd } from '../../../domain/model/prices.ts';
import type { ExecutionName } from '../../../domain/workflow/identity.ts';
import type { VerifierEnv } from '../../../domain/workflow/verify/findings.ts';
import type { Clock } from '../../kit/clock.ts';
import type { HistoryReader } from '../../kit/history.ts';
import type { HttpRequest } from '../../kit/http.ts';
import type { Log } from '../../kit/observe.ts';
import type { ExecutionControl } from '../../kit/workflow/control.ts';
import type { ExecutionReader } from '../../kit/workflow/executions.ts';

/** The workflow that debates are executions of (systems/council/workflow.ts). */
export const WORKFLOW = 'debate';

export interface DebatesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly history: HistoryReader;
  /** What the stage runs, for the bound of the machine's own cost. */
  readonly env: VerifierEnv;
  /** Of the stage, in the order of fallback. */
  readonly models: readonly ModelRef[];
  /** Of the stage's own. */
  readonly pricesUsd: Readonly<Record<string, PriceUsd>>;
  /** The most that any execution may spend, nano-dollars; none where settings say nothing. */
  readonly executionCap: number | undefined;
  /** Sets what an execution may spend on models. */
  readonly setCap: (execution: string, nanoUsd: number, by: string) => Promise<void>;
  readonly placed: (context: HttpRequest['context']) => {
    readonly reader: ExecutionReader;
    readonly control: ExecutionControl;
  };
}

export const debateName = (name: string): ExecutionName => ({ workflow: WORKFLOW, name });

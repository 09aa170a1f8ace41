/** What the routes of executions work with, and what they share: finding an execution by the id in the path. */
import { type ExecutionName, readExecutionId } from '../../../domain/workflow/identity.ts';
import type { Clock } from '../../kit/clock.ts';
import type { HistoryReader } from '../../kit/history.ts';
import type { HttpRequest } from '../../kit/http.ts';
import type { Log } from '../../kit/observe.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import type { ApprovalsDeps } from '../../kit/workflow/approvals.ts';
import type { ExecutionControl } from '../../kit/workflow/control.ts';
import type { Execution, ExecutionReader } from '../../kit/workflow/executions.ts';
import type { LiveWorkflow, WorkflowReader } from '../../kit/workflow/registered.ts';

/** What depends on the account, which the context of a request tells. */
export interface Placed {
  readonly reader: ExecutionReader;
  readonly control: ExecutionControl;
  readonly arnOf: (name: ExecutionName) => string;
}

export interface ExecutionsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly prefix: string;
  readonly workflows: WorkflowReader;
  readonly history: HistoryReader;
  readonly approvals: ApprovalsDeps;
  readonly placed: (context: HttpRequest['context']) => Placed;
}

/** Throws `not-found` for what is no execution's id. */
export function executionIn({ params: { id = '' } }: HttpRequest): ExecutionName {
  const name = readExecutionId(id);
  if (name) return name;
  const detail = `${id.slice(0, 100)} is no execution's id: these are like weekly-report:2026-47, the workflow and the name.`;
  throw new ProblemError(problem('not-found', detail));
}

/** Throws `not-found` when it is not there. */
export async function describe({ reader }: Placed, name: ExecutionName): Promise<Execution> {
  const execution = await reader.describe(name);
  if (execution) return execution;
  const detail = `There is no execution ${name.workflow}:${name.name}; GET /v1/workflows/${name.workflow}/executions lists those there are. Step Functions forgets an execution 90 days after its end.`;
  throw new ProblemError(problem('not-found', detail));
}

/** Throws `not-found`. */
export async function liveWorkflow({ workflows }: ExecutionsDeps, id: string): Promise<LiveWorkflow> {
  const live = await workflows.live(id);
  if (live) return live;
  throw new ProblemError(
    problem('not-found', `There is no workflow ${id.slice(0, 64)}; GET /v1/workflows lists those there are.`),
  );
}

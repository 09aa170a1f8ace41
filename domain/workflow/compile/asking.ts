/**
 * States that ask the platform to do something and wait for its answer: the function `platform/steps`, invoked with a StepRequest
 * and a task token. Owns the fields that every request has.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
import type { Step, Template, WorkflowDefinition } from '../../../contracts/workflow.ts';
import type { StepRequest } from '../../../contracts/workflow-step.ts';
import { stepsFunctionName } from '../../naming.ts';
import type { Scope, State } from './machine.ts';
import { expression, isExpression, rewriteExpression } from './rewrite.ts';

/** For steps that say nothing, in a workflow that says nothing. */
export const STEP_TIMEOUT_S = 300;

/** A number, or an expression that gives one. */
export const timeoutOf = ({ timeoutS }: Step, { stepTimeoutS }: WorkflowDefinition): number | string =>
  typeof timeoutS === 'string' ? rewriteExpression(timeoutS) : (timeoutS ?? stepTimeoutS ?? STEP_TIMEOUT_S);

/** A priority, or an expression that gives one. */
export const priorityOf = ({ priority }: Step, definition: WorkflowDefinition): string =>
  rewriteExpression(priority ?? definition.priority);

/** Which run of a step this is, in JSONata; undefined where it runs once. */
export const placeSource = ({ place }: Scope): string | undefined =>
  place.length === 0 ? undefined : place.map((part) => `$string(${part})`).join(" & '.' & ");

/** The same as a template: an expression, or empty. */
const placeOf = (scope: Scope): string => {
  const source = placeSource(scope);
  return source === undefined ? '' : expression(source);
};

/** From 1. Counts retries of the state, and redrives of the execution, which start a new count; what is not there adds nothing. */
export const ATTEMPT_NUMBER =
  '$sum([1, $states.context.State.RetryCount, $states.context.Execution.RedriveCount * 100])';

/** An address: a participant's, or what the expression gives. */
export const addressOf = ({ definition }: Scope, to: string): string =>
  isExpression(to) ? rewriteExpression(to) : (definition.participants[to] ?? to);

interface Request {
  readonly do: StepRequest['do'];
  readonly [field: string]: Template;
}

interface Waiting {
  /** How long the state waits. */
  readonly timeoutS: number | string;
  /** What the request says about it, if it is more than the state's own time. */
  readonly deadlineS?: number;
  readonly heartbeatS?: number | undefined;
}

/** Fields of a Task that waits for an answer, which is its result. */
export function waitingTask(scope: Scope, step: Step, request: Request, { timeoutS, deadlineS, heartbeatS }: Waiting) {
  const token = { token: expression('$states.context.Task.Token') };
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: argumentsOf(scope, step, { ...request, timeoutS: deadlineS ?? timeoutS }, token),
    TimeoutSeconds: timeoutS,
    // It must be less than the timeout (problems.ts); without one, the timeout is the longest silence anyhow.
    ...(heartbeatS !== undefined && { HeartbeatSeconds: heartbeatS }),
  } satisfies State;
}

/** Fields of a Task whose result has the answer as `Payload`. */
export function answeredTask(scope: Scope, step: Step, request: Request & { readonly timeoutS: number | string }) {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: argumentsOf(scope, step, request, {}),
  } satisfies State;
}

function argumentsOf(scope: Scope, step: Step, { do: what, ...request }: Request, token: { readonly token?: string }) {
  const { definition, env } = scope;
  return {
    FunctionName: stepsFunctionName(env.prefix),
    Payload: {
      do: what,
      ...token,
      execution: expression('$states.context.Execution.Id'),
      workflow: definition.id,
      version: definition.version ?? 1,
      step: step.id,
      place: placeOf(scope),
      attempt: expression(ATTEMPT_NUMBER),
      priority: priorityOf(step, definition),
      ...request,
    },
  };
}

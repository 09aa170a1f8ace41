/**
 * Retry and Catch. Owns which errors no retry helps, and what becomes of a caught one. An error that nobody catches is not led
 * anywhere: the execution must fail at the step itself, where a redrive begins.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
import type { Catcher, Retry, Step } from '../../../contracts/workflow.ts';
import type { StepError } from '../../../contracts/workflow-step.ts';
import { listsIn } from '../steps.ts';
import { type Exit, leaving, type Scope, type State, type States } from './machine.ts';
import { assignedLast, errorVariable } from './names.ts';
import { expression, mentions, rewrite } from './rewrite.ts';

/** The same request would meet the same answer. What a participant failed at may go well the next time. */
const PERMANENT = [
  'NobodyAddressed',
  'InvalidReply',
  'InvalidPayload',
  'TooLarge',
  'Rejected',
  'InvalidStep',
  'TooFewAnswers',
  'RoundsExhausted',
] as const satisfies readonly StepError[];

const SERVICE_TROUBLES = {
  // https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
  lambda: [
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
    // It ended in the middle of its work, or was ended: what it did it does again under the same ids.
    'Lambda.Unknown',
    'Runtime.ExitError',
    'Sandbox.Timedout',
  ],
  // It takes an event or does not: every failure is its own.
  events: ['States.TaskFailed'],
};
const USUAL_PAUSES = { IntervalSeconds: 1, MaxAttempts: 6, BackoffRate: 2, JitterStrategy: 'FULL' };

/** As authors write it; States.ALL must stand alone. */
const errorNames = (errors: readonly string[]): readonly string[] =>
  errors.some((name) => name === '*' || name === 'States.ALL') ? ['States.ALL'] : errors;

interface RetryUse {
  /** Whose troubles of its own are worth another try in any case. */
  readonly of?: keyof typeof SERVICE_TROUBLES;
  /** Errors that are taken care of otherwise. */
  readonly except?: readonly string[];
}

/** The field Retry, if there is anything in it. */
export function retryOf(retry: Retry | undefined, { of: service, except = [] }: RetryUse = {}) {
  const usual = service ? [{ ErrorEquals: SERVICE_TROUBLES[service], ...USUAL_PAUSES }] : [];
  const own = retry && retry.maxAttempts > 1 ? retrier(retry, retry.errors ?? ['*']) : undefined;
  const never = [...except, ...(retry?.errors ? [] : [...PERMANENT, 'States.QueryEvaluationError'])];
  const stops = own && never.length > 0 ? [{ ErrorEquals: never, MaxAttempts: 0 }] : [];
  // The first that names an error decides, and one for all must come last.
  const named = own && own.ErrorEquals[0] !== 'States.ALL';
  const all = named ? [...stops, own, ...usual] : [...usual, ...stops, ...(own ? [own] : [])];
  return all.length > 0 ? { Retry: all } : {};
}

function retrier({ maxAttempts, firstDelayS, maxDelayS, base, jitter }: Retry, errors: readonly string[]) {
  // MaxDelaySeconds must be greater than IntervalSeconds: without room to grow, the pauses are all the same.
  const grows = maxDelayS > firstDelayS && base > 1;
  return {
    ErrorEquals: errorNames(errors),
    IntervalSeconds: Math.min(firstDelayS, maxDelayS),
    MaxAttempts: maxAttempts - 1,
    BackoffRate: grows ? base : 1,
    ...(grows && { MaxDelaySeconds: maxDelayS }),
    JitterStrategy: jitter === 'full' ? 'FULL' : 'NONE',
  };
}

interface Caught {
  readonly Catch: readonly object[];
  /** What the catchers lead to. */
  readonly states: States;
}

/** What the author catches; `exit` is the step's own. */
export function caughtBy(scope: Scope, step: Step, exit: Exit): Caught {
  const found = (step.catch ?? []).map((catcher, i) => oneCaught(scope, step, catcher, i, exit));
  return {
    Catch: found.flatMap(({ Catch }) => Catch),
    states: Object.assign({}, ...found.map(({ states }) => states)),
  };
}

/** The fields of a state, with what the step itself catches before. */
export const catchOf = (Catch: readonly object[]) => (Catch.length > 0 ? { Catch } : {});

function oneCaught(scope: Scope, step: Step, catcher: Catcher, index: number, exit: Exit): Caught {
  const variable = errorVariable(step);
  const list = listsIn(step).find(({ steps }) => steps === catcher.steps);
  const name = `${step.id}: ${catcher.outcome === 'fail' ? 'failed' : 'recovered'}${index === 0 ? '' : ` ${index + 1}`}`;
  const output = rewrite(catcher.output ?? null);
  // What a state assigns is seen from the next state on.
  const tooEarly = mentions(output, new Set(list ? assignedLast(list) : [variable]));
  const direct = catcher.outcome === 'continue' && exit.next !== undefined && !tooEarly;
  const ending: States = direct
    ? {}
    : {
        [name]:
          catcher.outcome === 'fail'
            ? failing(variable)
            : { Comment: 'Goes on after the error', Type: 'Pass', ...leaving(exit, output) },
      };
  const next = direct && exit.next !== undefined ? exit.next : name;
  const assigned = () => (direct ? exit.leave(output) : {});
  const inner = list && scope.list(scope, list, { next, leave: assigned });
  const Assign = { [variable]: expression('$states.errorOutput'), ...(!inner && assigned().Assign) };
  return {
    Catch: [{ ErrorEquals: errorNames(catcher.errors), Assign, Next: inner?.entry ?? next }],
    states: { ...inner?.states, ...ending },
  };
}

/** With the same error, so that whoever started the workflow can tell. */
const failing = (variable: string): State => ({
  Comment: 'Fails with the error that was caught',
  Type: 'Fail',
  Error: expression(`$${variable}.Error`),
  Cause: expression(`$${variable}.Cause & ''`),
});

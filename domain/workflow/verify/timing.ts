/** Times that cannot come, and retries and catchers that cannot help. Seconds throughout. */
import type { Catcher, Retry, Step, WorkflowDefinition } from '../../../contracts/workflow.ts';
import { STEP_ERRORS } from '../../../contracts/workflow-step.ts';
import { STEP_TIMEOUT_S } from '../compile/asking.ts';
import { levelsOf } from '../levels.ts';
import { allSteps, listsIn } from '../steps.ts';
import type { Report } from './findings.ts';
import { nearest } from './scope.ts';

export function checkTiming(definition: WorkflowDefinition, report: Report, now: string | undefined): void {
  for (const { step } of allSteps(definition)) {
    checkTimeout(definition, report, step);
    checkRetry(report, step, step.retry);
    checkCatch(report, step);
    checkTries(definition, report, step);
    checkUntil(definition, report, step, now);
  }
  checkRetry(report, undefined, definition.retry);
  if (definition.timeoutS !== undefined && (definition.stepTimeoutS ?? 0) > definition.timeoutS)
    report.warning(
      'TimeoutTooLong',
      undefined,
      `Steps may wait ${definition.stepTimeoutS} s, and the workflow ends after ${definition.timeoutS} s: their timeouts never come.`,
      'Make `stepTimeoutS` less than `timeoutS`.',
    );
  const least = leastOf(definition.steps, false);
  if (definition.timeoutS !== undefined && least.seconds > definition.timeoutS)
    report.error(
      'NeverEnds',
      least.longest,
      `Its steps wait ${least.seconds} s at least, and the workflow ends after ${definition.timeoutS} s.`,
      'Raise the `timeoutS` of the workflow, or wait less.',
    );
}

/** Whether it waits for someone, and so for a time that someone must choose. */
export const waitsForSomeone = (step: Step): boolean =>
  ['task', 'coordination', 'approval', 'debate', 'subworkflow'].includes(step.kind) ||
  (step.kind === 'message' && step.expects !== 'none') ||
  (step.kind === 'wait' && step.message !== undefined);

/** What the compiler makes of a step that says nothing. */
function untold({ kind }: Step): string {
  if (kind === 'subworkflow') return 'it waits as long as the other workflow takes';
  return `${STEP_TIMEOUT_S} s are taken${kind === 'approval' || kind === 'wait' ? ', which is little for it' : ''}`;
}

/** How long a step waits at most; undefined where that is computed. */
export const timeoutOf = ({ stepTimeoutS }: WorkflowDefinition, { timeoutS }: Step): number | undefined =>
  typeof timeoutS === 'string' ? undefined : (timeoutS ?? stepTimeoutS ?? STEP_TIMEOUT_S);

function checkTimeout(definition: WorkflowDefinition, report: Report, step: Step): void {
  const timeout = timeoutOf(definition, step) ?? Number.POSITIVE_INFINITY;
  const waits = waitsForSomeone(step);
  if (waits && step.timeoutS === undefined && definition.stepTimeoutS === undefined)
    report.warning(
      'MissingTimeout',
      step.id,
      `${step.id} waits and does not say how long: ${untold(step)}.`,
      'Give it `timeoutS`, or the workflow `stepTimeoutS`.',
    );
  if (step.heartbeatS !== undefined && step.heartbeatS >= timeout)
    report.error(
      'HeartbeatTooLong',
      step.id,
      `${step.id} allows ${step.heartbeatS} s of silence, and its time is up after ${timeout} s.`,
      'Make `heartbeatS` less than the timeout, or leave it out.',
    );
  if (step.kind === 'approval' && step.escalation && step.escalation.afterS >= timeout)
    report.error(
      'EscalationTooLate',
      step.id,
      `${step.id} escalates after ${step.escalation.afterS} s, and its deadline is after ${timeout} s.`,
      'Escalate earlier, or move the deadline.',
    );
  if (
    waits &&
    definition.timeoutS !== undefined &&
    typeof step.timeoutS === 'number' &&
    step.timeoutS > definition.timeoutS
  )
    report.warning(
      'TimeoutTooLong',
      step.id,
      `${step.id} may wait ${step.timeoutS} s, and the workflow ends after ${definition.timeoutS} s: its timeout never comes.`,
      'Give it less time than the workflow, or the workflow more.',
    );
}

/** A second try must have time to be made. */
function checkTries(definition: WorkflowDefinition, report: Report, step: Step): void {
  const timeout = timeoutOf(definition, step);
  const tries = step.retry?.maxAttempts ?? 1;
  if (definition.timeoutS === undefined || timeout === undefined || !waitsForSomeone(step) || tries < 2) return;
  const late = !step.retry?.errors || step.retry.errors.includes('States.Timeout');
  if (!late || timeout > definition.timeoutS || timeout * 2 <= definition.timeoutS) return;
  report.warning(
    'RetryCannotHelp',
    step.id,
    `A try of ${step.id} takes up to ${timeout} s and the workflow ends after ${definition.timeoutS} s: after a timeout no second try can end.`,
    'Give each try less time, or the workflow more.',
  );
}

function checkUntil({ timeoutS }: WorkflowDefinition, report: Report, step: Step, now: string | undefined): void {
  if (step.kind !== 'wait' || step.until === undefined || now === undefined || timeoutS === undefined) return;
  // An expression is no date: the comparison is false.
  if (Date.parse(step.until) - Date.parse(now) <= timeoutS * 1000 || Number.isNaN(Date.parse(step.until))) return;
  report.error(
    'NeverEnds',
    step.id,
    `${step.id} waits until ${step.until}, and an execution that began now would end ${timeoutS} s from now.`,
    'Raise the `timeoutS` of the workflow, or wait for an earlier time.',
  );
}

/** What no retry helps: the same request meets the same answer. */
const PERMANENT: readonly string[] = [
  ...['NobodyAddressed', 'InvalidReply', 'InvalidPayload', 'TooLarge', 'Rejected', 'InvalidStep', 'RoundsExhausted'],
  'States.QueryEvaluationError',
];

function checkRetry(report: Report, step: Step | undefined, retry: Retry | undefined): void {
  if (!retry) return;
  const whose = step ? `The retry of ${step.id}` : "The workflow's retry";
  if (retry.maxDelayS < retry.firstDelayS)
    report.error(
      'RetryDelays',
      step?.id,
      `${whose} begins with ${retry.firstDelayS} s, more than its longest pause of ${retry.maxDelayS} s.`,
      'Make `maxDelayS` at least `firstDelayS`.',
    );
  if (step && (step.kind === 'approval' || (step.kind === 'wait' && step.message)))
    report.error('NoEffect', step.id, `${whose} has no effect: a ${step.kind} is not tried again.`, 'Leave it out.');
  const errors = retry.errors ?? [];
  if (errors.length > 0 && errors.every((name) => PERMANENT.includes(name)))
    report.warning(
      'RetryCannotHelp',
      step?.id,
      `${whose} is for ${errors.join(' and ')}: the same again would fail the same way.`,
      'Catch it instead, or retry States.Timeout, ParticipantFailed or NotDelivered.',
    );
  for (const name of errors) checkErrorName(report, step?.id, name);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation */
const ERRORS: readonly string[] = [
  ...STEP_ERRORS,
  '*',
  ...[
    ...['ALL', 'Timeout', 'HeartbeatTimeout', 'TaskFailed', 'Permissions', 'QueryEvaluationError', 'DataLimitExceeded'],
    'Runtime',
    'BranchFailed',
    'ExceedToleratedFailureThreshold',
    'ItemReaderFailed',
    'ResultWriterFailed',
    'NoChoiceMatched',
  ].map((name) => `States.${name}`),
];

function checkErrorName(report: Report, step: string | undefined, name: string): void {
  if (ERRORS.includes(name) || /^(Lambda|Events|EventBridge|StepFunctions|Sfn)\./.test(name)) return;
  const near = nearest(name, ERRORS) ?? ERRORS.find((one) => one.endsWith(`.${name}`));
  report.warning(
    'UnknownError',
    step,
    `No step fails with the error ${name}.`,
    near === undefined ? `There is ${STEP_ERRORS.join(', ')} and States.Timeout.` : `Did you mean ${near}?`,
  );
}

/** Errors that only one kind of step fails with. */
const OF_KIND: Readonly<Record<string, Step['kind']>> = {
  Rejected: 'approval',
  TooFewAnswers: 'coordination',
  RoundsExhausted: 'loop',
};

function checkCatch(report: Report, step: Step): void {
  const before = new Set<string>();
  for (const catcher of step.catch ?? []) {
    const all = before.has('*') || before.has('States.ALL');
    if (all || catcher.errors.every((name) => before.has(name)))
      report.error(
        'Unreachable',
        step.id,
        `A catcher of ${step.id} for ${catcher.errors.join(', ')} is never reached: one before it takes those.`,
        'Put the one for all errors last, and name each error once.',
      );
    for (const name of catcher.errors) {
      before.add(name);
      checkErrorName(report, step.id, name);
      checkKind(report, step, name);
    }
    checkOutcome(report, step.id, catcher);
  }
}

function checkKind(report: Report, step: Step, name: string): void {
  const kind = OF_KIND[name];
  const own = step.kind === 'approval' && step.onRejection === 'continue' && name === 'Rejected';
  if (kind === undefined || (!own && (step.kind === kind || (listsIn(step).length > 0 && 'steps' in step)))) return;
  if (step.kind === 'condition' || step.kind === 'subworkflow') return;
  report.warning(
    'CatchNeverUsed',
    step.id,
    own
      ? `${step.id} catches Rejected, and goes on when it is rejected: nothing is thrown.`
      : `${step.id} catches ${name}, with which a ${step.kind} never fails.`,
    own ? "Say `onRejection: 'fail'`, or ask $id.approved afterwards." : 'Catch an error that it can fail with.',
  );
}

function checkOutcome(report: Report, step: string, { outcome, output }: Catcher): void {
  if (outcome === 'fail' && output !== undefined)
    report.warning(
      'NoEffect',
      step,
      `A catcher of ${step} gives an output and fails.`,
      "Say `outcome: 'continue'`, or leave the output out.",
    );
}

interface Least {
  readonly seconds: number;
  /** The step that waits longest. */
  readonly longest?: string;
}

/** The shortest time that a list takes: fixed waits on its longest way. */
function leastOf(steps: readonly Step[], independent: boolean): Least {
  const { levels } = levelsOf(steps, independent);
  return levels.reduce<Least>(
    (sum, level) => {
      const most = level.map(leastOfStep).reduce((a, b) => (b.seconds > a.seconds ? b : a), { seconds: 0 } as Least);
      const longer = sum.longest === undefined || most.seconds > sum.seconds ? most.longest : sum.longest;
      return { seconds: sum.seconds + most.seconds, ...(longer !== undefined && { longest: longer }) };
    },
    { seconds: 0 },
  );
}

function leastOfStep(step: Step): Least {
  if (step.kind === 'wait')
    return typeof step.forS === 'number' ? { seconds: step.forS, longest: step.id } : { seconds: 0 };
  if (step.kind === 'parallel' || step.kind === 'loop') return leastOf(step.steps, step.kind === 'parallel');
  if (step.kind === 'map')
    return Array.isArray(step.over) && step.over.length > 0 ? leastOf(step.steps, false) : { seconds: 0 };
  if (step.kind !== 'condition') return { seconds: 0 };
  const ways = [...step.branches.map(({ steps }) => steps), step.otherwise].map((steps) => leastOf(steps ?? [], false));
  return ways.reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

/** Steps that send a message or wait for one: `message`, `task`, `coordination`, and `wait` in its three forms. */
import type { StepOf, Template } from '../../../contracts/workflow.ts';
import { CONVERSATION_PREFIX } from '../../../contracts/workflow-step.ts';
import { WITHOUT_TRY, workflowSender } from '../identity.ts';
import { addressOf, answeredTask, placeSource, priorityOf, timeoutOf, waitingTask } from './asking.ts';
import { catchOf, caughtBy, retryOf } from './handlers.ts';
import { type CompileStep, commented, type Exit, leaving, type Scope, type States } from './machine.ts';
import { expression, isExpression, rewrite } from './rewrite.ts';

/** The result of a state that waited. */
const RESULT = expression('$states.result');
/** The errors that mean that time is up. */
const TIME_IS_UP = ['States.Timeout', 'States.HeartbeatTimeout'];

export const compileMessage: CompileStep<'message'> = (scope, step, name, exit) =>
  step.expects === 'none' ? published(scope, step, name, exit) : asked(scope, step, name, exit, step.expects);

export const compileTask: CompileStep<'task'> = (scope, step, name, exit) => asked(scope, step, name, exit, 'reply');

function asked(
  scope: Scope,
  step: StepOf<'message' | 'task'>,
  name: string,
  exit: Exit,
  expects: 'ack' | 'reply',
): States {
  const { definition } = scope;
  const caught = caughtBy(scope, step, exit);
  const request = {
    do: 'ask' as const,
    ...(step.to !== undefined && { to: addressOf(scope, step.to) }),
    type: step.type,
    payload: rewrite(step.payload),
    expects,
    ...(expects === 'reply' && step.reply !== undefined && { reply: step.reply }),
  };
  const awaited = expects === 'reply' ? `waits for ${step.reply}` : 'waits until it is acknowledged';
  return {
    [name]: {
      ...commented(step, `Sends ${step.type}${whom(step.to)} and ${awaited}`),
      ...waitingTask(scope, step, request, { timeoutS: timeoutOf(step, definition), heartbeatS: step.heartbeatS }),
      ...retryOf(step.retry ?? definition.retry, { of: 'lambda' }),
      ...catchOf(caught.Catch),
      ...leaving(exit, RESULT),
    },
    ...caught.states,
  };
}

const whom = (to: string | undefined): string =>
  to === undefined ? '' : isExpression(to) ? ' to whom an expression says' : ` to ${to}`;

/**
 * A message that nobody answers needs no function: the envelope is made here.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
function published(scope: Scope, step: StepOf<'message'>, name: string, exit: Exit): States {
  const { definition, env } = scope;
  const caught = caughtBy(scope, step, exit);
  const sender = workflowSender(definition.id);
  const detail = {
    id: messageIdOf(scope, step.id),
    type: step.type,
    channel: env.channelOf(step.type) ?? '',
    sender,
    ...(step.to !== undefined && { to: addressOf(scope, step.to) }),
    priority: priorityOf(step, definition),
    correlationId: expression(`'${CONVERSATION_PREFIX}${definition.id}:' & $states.context.Execution.Name`),
    expects: 'none',
    sentAt: expression('$now()'),
    hops: 0,
    attempt: 1,
    payload: rewrite(step.payload),
  };
  return {
    [name]: {
      ...commented(step, `Sends ${step.type}${whom(step.to)}`),
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Arguments: {
        Entries: [{ EventBusName: env.prefix, Source: `signalbox.${sender}`, DetailType: step.type, Detail: detail }],
      },
      ...(step.timeoutS !== undefined && { TimeoutSeconds: step.timeoutS }),
      ...retryOf(step.retry ?? definition.retry, { of: 'events' }),
      ...catchOf(caught.Catch),
      ...leaving(exit, null),
    },
    ...caught.states,
  };
}

/**
 * identity.stepMessageId in JSONata: half a SHA-256 with the marks of a UUIDv8 in it (RFC 9562). `$substring('89ab', n, 1)` sets the
 * variant: the upper two bits of a hexadecimal digit become 10.
 */
function messageIdOf(scope: Scope, step: string): string {
  const place = placeSource(scope);
  const source = place === undefined ? '' : `' & (${place}) & '`;
  return expression(
    `(
    $h := $hash(${WITHOUT_TRY} & '\\n${step}\\n${source}\\n0', 'SHA-256');
    $v := $length($substringBefore('0123456789abcdef', $substring($h, 16, 1))) % 4;
    $substring($h, 0, 8) & '-' & $substring($h, 8, 4) & '-8' & $substring($h, 13, 3) & '-' &
    $substring('89ab', $v, 1) & $substring($h, 17, 3) & '-' & $substring($h, 20, 12)
  )`.replace(/\n\s*/g, ' '),
  );
}

export const compileCoordination: CompileStep<'coordination'> = (scope, step, name, exit) => {
  const { definition } = scope;
  const caught = caughtBy(scope, step, exit);
  const timeoutS = timeoutOf(step, definition);
  const retry = step.retry ?? definition.retry;
  const goesOn = step.missing === 'continue';
  const request = {
    do: 'gather' as const,
    to: Array.isArray(step.to) ? step.to.map((one) => addressOf(scope, one)) : rewrite(step.to),
    type: step.type,
    payload: rewrite(step.payload),
    reply: step.reply,
    until: step.until,
    missing: step.missing,
    late: step.late,
  };
  const collect = `${step.id}: collect`;
  return {
    [name]: {
      ...commented(step, `Asks ${howMany(step)} with ${step.type} and waits for ${step.reply}`),
      ...waitingTask(scope, step, request, { timeoutS, heartbeatS: step.heartbeatS }),
      ...retryOf(retry, { of: 'lambda', except: goesOn ? TIME_IS_UP : [] }),
      ...catchOf([...(goesOn ? [{ ErrorEquals: TIME_IS_UP, Next: collect }] : []), ...caught.Catch]),
      ...leaving(exit, RESULT),
    },
    ...(goesOn && {
      [collect]: {
        Comment: 'Time is up: goes on with the answers that came',
        ...answeredTask(scope, step, { do: 'collect', timeoutS }),
        ...retryOf(undefined, { of: 'lambda' }),
        ...catchOf(caught.Catch),
        ...leaving(exit, expression('$states.result.Payload')),
      },
    }),
    ...caught.states,
  };
};

const howMany = ({ to }: StepOf<'coordination'>): string =>
  Array.isArray(to) ? to.filter((one) => !isExpression(one)).join(', ') || 'several' : 'several';

export const compileWait: CompileStep<'wait'> = (scope, step, name, exit) => {
  if (step.message === undefined)
    return { [name]: { ...commented(step, 'Waits'), Type: 'Wait', ...time(step), ...leaving(exit, null) } };
  const caught = caughtBy(scope, step, exit);
  const { type, where } = step.message;
  const request = { do: 'listen' as const, type, where: rewrite(where) };
  return {
    [name]: {
      ...commented(step, `Waits for ${type}`),
      ...waitingTask(scope, step, request, { timeoutS: timeoutOf(step, scope.definition) }),
      ...retryOf(undefined, { of: 'lambda' }),
      ...catchOf(caught.Catch),
      ...leaving(exit, RESULT),
    },
    ...caught.states,
  };
};

function time({ forS, until }: StepOf<'wait'>): { readonly Seconds: Template } | { readonly Timestamp: Template } {
  return until === undefined ? { Seconds: rewrite(forS ?? 1) } : { Timestamp: rewrite(until) };
}

/** Steps that can never finish: nobody sends what they wait for, too few can answer or decide, the time has passed. */
import type { StepOf } from '../../../contracts/workflow.ts';
import { expressionIn } from '../expressions.ts';
import { isForAWorkflow } from '../identity.ts';
import { allSteps } from '../steps.ts';
import { checkType } from './audience.ts';
import { messageShape } from './envelope.ts';
import { fieldOf, misfit } from './fit.ts';
import { allRequests } from './requests.ts';
import type { Judged } from './scope.ts';
import type { Shape } from './shape.ts';
import { quietShapeOf, shapeOfTemplate } from './template-shape.ts';

export function checkWaits(judged: Judged): void {
  for (const { step } of allSteps(judged.definition)) {
    if (step.kind === 'wait') checkWait(judged, step);
    if (step.kind === 'coordination') checkQuorum(judged, step);
    if (step.kind === 'approval') checkApprovers(judged, step);
  }
}

function checkWait(judged: Judged, step: StepOf<'wait'>): void {
  const { report, env } = judged;
  const said = [step.forS, step.until, step.message].filter((one) => one !== undefined);
  if (said.length !== 1)
    report.error(
      'WaitUnclear',
      step.id,
      `${step.id} says ${said.length === 0 ? 'nothing' : 'several things'} to wait for.`,
      'Say exactly one of `forS`, `until` and `message`.',
    );
  const { until, message } = step;
  if (until !== undefined && expressionIn(until) === undefined && env.now !== undefined)
    if (Date.parse(until) <= Date.parse(env.now))
      report.error(
        'InThePast',
        step.id,
        `${step.id} waits until ${until}, which is past.`,
        'Name a time to come, or compute it: {% $fromMillis($millis() + 3600000) %}.',
      );
  if (message) {
    checkType(judged, step.id, message.type);
    checkSenders(judged, step, message.type);
    for (const [path, value] of Object.entries(message.where)) checkWhere(judged, step, message.type, path, value);
  }
}

/** Agents that publish it, clients where its channel is open, the platform, other workflows, and this one beside the wait. */
function checkSenders(judged: Judged, step: StepOf<'wait'>, type: string): void {
  const { env, definition, report, scopes } = judged;
  const channel = env.catalogue.types.get(type)?.channel;
  if (!channel || channel.open || channel.group === 'system') return;
  if ([...env.catalogue.agents.values()].some(({ publishes }) => publishes.includes(type))) return;
  const others = [...env.workflows.values()].filter(({ id }) => id !== definition.id);
  if (others.some((other) => allRequests(other).some((request) => request.type === type))) return;
  const own = allRequests(definition).filter((request) => request.type === type);
  const beside = own.filter(
    (request) => !scopes.get(step.id)?.has(request.step.id) && !scopes.get(request.step.id)?.has(step.id),
  );
  if (beside.length > 0) return;
  const [mine] = own;
  report.error(
    'NobodySends',
    step.id,
    mine
      ? `${step.id} waits for ${type}, which only ${mine.step.id} sends, and that not while it waits: what came before does not count.`
      : `${step.id} waits for ${type}, which no agent publishes, no client may send and no workflow sends.`,
    mine
      ? 'Let both run at the same time, in a parallel.'
      : `Wait for a type that someone sends, let an agent publish ${type}, or open ${channel.name} to clients.`,
  );
}

function checkWhere(
  judged: Judged,
  step: StepOf<'wait'>,
  type: string,
  path: string,
  value: Parameters<typeof shapeOfTemplate>[0],
): void {
  const whole: Shape | undefined = path
    .split('.')
    .reduce<Shape | undefined>(
      (shape, name) => shape && fieldOf(shape, name),
      messageShape(judged.env.catalogue, type),
    );
  if (whole === undefined) {
    judged.report.error(
      'WhereMisfit',
      step.id,
      `${step.id} waits for ${type} with a certain ${path}, which such a message does not have.`,
      'Name a field of the message, such as payload.<field> or correlationId.',
    );
    return;
  }
  const given =
    typeof value === 'string' && expressionIn(value) !== undefined
      ? quietShapeOf(value, judged.scopes.get(step.id) ?? new Map())
      : shapeOfTemplate(value, {
          judged,
          scope: judged.scopes.get(step.id) ?? new Map(),
          step: step.id,
          field: 'where',
        });
  const isAnswer = path === 'to' && typeof value === 'string' && isForAWorkflow({ to: value });
  const problem = isAnswer
    ? `what is addressed to ${value} answers a step of that workflow and is for it alone`
    : misfit(given, whole, path);
  if (problem !== undefined)
    judged.report.error(
      'WhereMisfit',
      step.id,
      `No ${type} fits what ${step.id} waits for: ${problem}.`,
      'Name a value that the field may have.',
    );
}

function checkQuorum(judged: Judged, step: StepOf<'coordination'>): void {
  const { report, scopes } = judged;
  if (typeof step.until === 'string') return;
  const given = typeof step.to === 'string' ? quietShapeOf(step.to, scopes.get(step.id) ?? new Map()) : undefined;
  const asked = typeof step.to === 'string' ? (given?.is === 'array' ? given.most : undefined) : step.to.length;
  if (asked === undefined || step.until.quorum <= asked) return;
  report.error(
    'QuorumTooLarge',
    step.id,
    `${step.id} needs ${step.until.quorum} answers and asks ${asked}.`,
    `Ask more, or lower the quorum to ${asked} or less.`,
  );
}

function checkApprovers({ report }: Judged, step: StepOf<'approval'>): void {
  const who = [...step.approvers, ...(step.escalation?.to ?? [])];
  const people = new Set(who);
  if (people.size < who.length && step.escalation?.to.every((one) => step.approvers.includes(one)))
    report.warning(
      'NoEffect',
      step.id,
      `The escalation of ${step.id} adds nobody who could not decide before.`,
      'Name others in `escalation.to`, or leave it out.',
    );
  if (who.some((one) => one.startsWith('role:')) || step.required <= people.size) return;
  report.error(
    'TooFewApprovers',
    step.id,
    `${step.id} needs ${step.required} approvals, and ${people.size === 1 ? 'one person' : `${people.size} people`} may give one.`,
    'Name more approvers or a role, or lower `required`.',
  );
}

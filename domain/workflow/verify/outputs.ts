/** What each kind of step gives, and whether what it is given fits: payloads, addresses, times, questions. Blocks are in walk.ts. */
import { PRIORITIES } from '../../../contracts/message.ts';
import { DEBATE_ENDS, DEBATE_PHASES, type Step, type StepOf, type Template } from '../../../contracts/workflow.ts';
import { misfit } from './fit.ts';
import { shapeOfGiven, shapeOfPayload, shapeOfSchema } from './json-schema.ts';
import type { Judged, Scope } from './scope.ts';
import { ANY, arrayOf, BOOLEAN, literalShape, NULL, objectOf, oneOf, type Shape, STRING, WHOLE } from './shape.ts';
import { shapeOfTemplate } from './template-shape.ts';

/** The shape of a type's payload; anything for a type that is not known, which is told elsewhere. */
function payloadShapeOf({ env }: Judged, type: string | undefined): Shape {
  const known = type === undefined ? undefined : env.catalogue.types.get(type);
  return known ? shapeOfPayload(known.payload) : ANY;
}

export function outputOf(judged: Judged, step: Step, scope: Scope): Shape {
  switch (step.kind) {
    case 'message':
    case 'task':
      return asked(judged, step, scope);
    case 'coordination':
      return gathered(judged, step, scope);
    case 'wait':
      return waited(judged, step, scope);
    case 'approval':
      return decided(judged, step, scope);
    case 'subworkflow':
      return started(judged, step, scope);
    case 'debate':
      return debated(judged, step, scope);
    case 'loop':
      return objectOf({ rounds: WHOLE, done: step.exhausted === 'fail' ? literalShape(true) : BOOLEAN });
    default:
      return ANY;
  }
}

/** Whether a template fits what is wanted there; gives its shape. */
function fitted(judged: Judged, step: Step, scope: Scope, field: string, template: Template, wanted: Shape): Shape {
  const given = shapeOfTemplate(template, { judged, scope, step: step.id, field });
  const problem = misfit(given, wanted, field);
  if (problem !== undefined)
    judged.report.error('WrongKind', step.id, `${problem}.`, `Correct \`${field}\` of ${step.id}.`);
  return given;
}

/** Times and priorities that are data. */
export function checkCommon(judged: Judged, step: Step, scope: Scope): void {
  if (typeof step.timeoutS === 'string') fitted(judged, step, scope, 'timeoutS', step.timeoutS, { is: 'number' });
  if (step.priority?.startsWith('{%')) fitted(judged, step, scope, 'priority', step.priority, oneOf(...PRIORITIES));
}

function sent(judged: Judged, step: Step, scope: Scope, type: string, payload: Template, field = 'payload'): void {
  const given = shapeOfTemplate(payload, { judged, scope, step: step.id, field });
  checkLarge(judged, step.id, payload);
  const problem = misfit(given, payloadShapeOf(judged, type));
  if (problem !== undefined)
    judged.report.error(
      'PayloadMisfit',
      step.id,
      `The ${field} does not fit ${type}: ${problem}.`,
      `Make it fit the schema of ${type}.`,
    );
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: input or result of a state. */
const MAX_STATE_BYTES = 256 * 1024;

function checkLarge({ report }: Judged, step: string, payload: Template): void {
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes > MAX_STATE_BYTES)
    report.error(
      'TooLarge',
      step,
      `The payload is ${bytes} bytes; a state carries ${MAX_STATE_BYTES}.`,
      'Let an agent fetch what is so large, or upload it and send a reference.',
    );
}

/** Where `to` is an expression, it gives an address, or several. */
function addressed(judged: Judged, step: Step, scope: Scope, to: string | undefined): void {
  if (!to?.startsWith('{%')) return;
  const wanted: Shape = { is: 'string', pattern: '^(agent|role|capability):[a-z][a-z0-9.-]*$' };
  fitted(judged, step, scope, 'to', to, wanted);
}

function asked(judged: Judged, step: StepOf<'message' | 'task'>, scope: Scope): Shape {
  addressed(judged, step, scope, step.to);
  sent(judged, step, scope, step.type, step.payload);
  if (step.kind === 'task' || step.expects === 'reply') return payloadShapeOf(judged, step.reply);
  return step.expects === 'ack' ? payloadShapeOf(judged, 'platform.acknowledged') : NULL;
}

function gathered(judged: Judged, step: StepOf<'coordination'>, scope: Scope): Shape {
  if (typeof step.to === 'string') fitted(judged, step, scope, 'to', step.to, arrayOf(STRING));
  else for (const to of step.to) addressed(judged, step, scope, to);
  sent(judged, step, scope, step.type, step.payload);
  const answer = objectOf({ from: STRING, payload: payloadShapeOf(judged, step.reply), messageId: STRING });
  return objectOf({
    answers: arrayOf(answer),
    failed: arrayOf(objectOf({ from: STRING, error: STRING, reason: STRING })),
    missing: arrayOf(STRING),
  });
}

function waited(judged: Judged, step: StepOf<'wait'>, scope: Scope): Shape {
  if (typeof step.forS === 'string') fitted(judged, step, scope, 'forS', step.forS, { is: 'number' });
  if (step.until?.startsWith('{%')) fitted(judged, step, scope, 'until', step.until, STRING);
  for (const [path, template] of Object.entries(step.message?.where ?? {}))
    shapeOfTemplate(template, { judged, scope, step: step.id, field: `message.where.${path}` });
  return step.message ? payloadShapeOf(judged, step.message.type) : NULL;
}

function decided(judged: Judged, step: StepOf<'approval'>, scope: Scope): Shape {
  fitted(judged, step, scope, 'question', step.question, STRING);
  if (step.show !== undefined) shapeOfTemplate(step.show, { judged, scope, step: step.id, field: 'show' });
  const sure = step.onRejection === 'fail' && step.onTimeout === 'fail';
  const decision = objectOf({ by: STRING, decision: oneOf('approved', 'rejected'), 'reason?': STRING, at: STRING });
  return objectOf({ approved: sure ? literalShape(true) : BOOLEAN, decisions: arrayOf(decision) });
}

function started(judged: Judged, step: StepOf<'subworkflow'>, scope: Scope): Shape {
  const given = shapeOfTemplate(step.input, { judged, scope, step: step.id, field: 'input' });
  const other = step.workflow === judged.definition.id ? judged.definition : judged.env.workflows.get(step.workflow);
  const problem = other?.input && misfit(given, shapeOfSchema(other.input));
  if (problem !== undefined)
    judged.report.error(
      'InputMisfit',
      step.id,
      `The input does not fit workflow ${step.workflow}: ${problem}.`,
      `Make it fit the \`input\` schema of ${step.workflow}.`,
    );
  return other?.output ? shapeOfGiven(other.output) : ANY;
}

function debated(judged: Judged, step: StepOf<'debate'>, scope: Scope): Shape {
  for (const to of [...step.debaters, step.moderator]) addressed(judged, step, scope, to);
  const topic = shapeOfTemplate(step.topic, { judged, scope, step: step.id, field: 'topic' });
  if (step.among !== undefined) fitted(judged, step, scope, 'among', step.among, arrayOf(STRING));
  if (step.rounds !== undefined) fitted(judged, step, scope, 'rounds', step.rounds, { is: 'number' });
  const request = objectOf({
    ...{ topic, round: WHOLE, rounds: WHOLE, phase: oneOf(...DEBATE_PHASES), turns: arrayOf(ANY) },
  });
  for (const { type } of [step.turn, step.judge]) {
    const problem = misfit(request, payloadShapeOf(judged, type));
    if (problem !== undefined)
      judged.report.error(
        'PayloadMisfit',
        step.id,
        `${type} cannot carry what a debate asks with, {topic, round, rounds, phase, turns}: ${problem}.`,
        `Give ${type} a schema with these, or name another type.`,
      );
  }
  const judgement = payloadShapeOf(judged, step.judge.reply);
  checkAgreed(judged, step, judgement);
  const turns = arrayOf(objectOf({ round: WHOLE, from: STRING, payload: payloadShapeOf(judged, step.turn.reply) }));
  return objectOf({ rounds: WHOLE, agreed: BOOLEAN, ended: oneOf(...DEBATE_ENDS), judgement, turns });
}

function checkAgreed({ report }: Judged, { id, judge }: StepOf<'debate'>, judgement: Shape): void {
  const problem = misfit(judgement, {
    is: 'object',
    fields: new Map([['agreed', { shape: BOOLEAN, optional: false }]]),
    rest: 'unsaid',
  });
  if (problem !== undefined)
    report.error(
      'PayloadMisfit',
      id,
      `The moderator's answer ${judge.reply} does not say whether they agreed: ${problem}.`,
      `Give ${judge.reply} a field \`agreed\` that is true or false, or name another type.`,
    );
}

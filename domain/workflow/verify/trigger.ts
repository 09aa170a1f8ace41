/** What starts the workflow, and what it is started with: the trigger, the schemas of input and output. */
import type { WorkflowDefinition } from '../../../contracts/workflow.ts';
import { workflowAddress } from '../identity.ts';
import { checkType } from './audience.ts';
import { messageShape } from './envelope.ts';
import type { Report, VerifierEnv } from './findings.ts';
import { misfit } from './fit.ts';
import { faultOfSchema, shapeOfGiven, shapeOfSchema } from './json-schema.ts';
import { faultOfPattern, misfitOfPattern } from './pattern.ts';
import { faultOfSchedule } from './schedule.ts';
import type { Judged } from './scope.ts';
import { ANY, literalShape, type Shape } from './shape.ts';

/** `$input`, as far as it is known. */
export function inputShapeOf({ trigger, input }: WorkflowDefinition, { catalogue }: VerifierEnv): Shape {
  if (trigger.kind === 'message') return messageShape(catalogue, trigger.type);
  if (input) return shapeOfGiven(input);
  return trigger.kind === 'schedule' ? withoutValues(literalShape(trigger.input ?? {})) : ANY;
}

/** It may be started with other values, but hardly with other fields. */
const withoutValues = (shape: Shape): Shape => {
  if (shape.is !== 'object')
    return shape.is === 'any' || shape.is === 'absent' || shape.is === 'union' || shape.is === 'array'
      ? shape
      : { is: shape.is };
  const fields = [...shape.fields].map(
    ([name, field]) => [name, { ...field, shape: withoutValues(field.shape) }] as const,
  );
  return { ...shape, fields: new Map(fields) };
};

export function checkTrigger(judged: Judged): void {
  const { definition, env, report } = judged;
  const { trigger, input } = definition;
  if (trigger.kind === 'schedule') {
    const fault = faultOfSchedule(trigger.expression, env.now);
    if (fault)
      report.error(
        'BadSchedule',
        undefined,
        `The schedule ${trigger.expression} never starts it: ${fault}.`,
        'Correct the expression.',
      );
    if (trigger.timezone !== undefined && !isTimezone(trigger.timezone))
      report.error(
        'BadSchedule',
        undefined,
        `There is no time zone ${trigger.timezone}.`,
        'Name one of the IANA database, such as Europe/Berlin.',
      );
    if (input) checkInput(report, literalShape(trigger.input ?? {}), input, 'what the schedule gives');
  }
  if (trigger.kind !== 'message') return;
  checkType(judged, undefined, trigger.type);
  const { where, type } = trigger;
  const message = messageShape(env.catalogue, type);
  const fault = where && faultOfPattern(where);
  if (fault)
    report.error(
      'BadPattern',
      undefined,
      `The trigger's pattern is not one of EventBridge: ${fault}.`,
      'Write fields as objects and values as arrays: {"payload": {"level": ["high"]}}.',
    );
  const never = fault ? undefined : (misfitOfPattern(where, message) ?? answersAlone(where));
  if (never)
    report.error(
      'PatternNeverFits',
      undefined,
      `No ${type} ever starts it: ${never}.`,
      `Ask for fields and values that ${type} has.`,
    );
  if (input) checkInput(report, message, input, `a message of type ${type}`);
}

/** Why a pattern brings nothing that asks for what is addressed to workflows (../routing.ts). */
function answersAlone({ to }: Readonly<Record<string, unknown>> = {}): string | undefined {
  const start = workflowAddress('');
  const only = (value: unknown): boolean =>
    typeof value === 'string'
      ? value.startsWith(start)
      : typeof value === 'object' && value !== null && 'prefix' in value && only(value.prefix);
  return Array.isArray(to) && to.every(only)
    ? `what is addressed to ${start}… answers a step of that workflow and is for it alone`
    : undefined;
}

function checkInput(report: Report, given: Shape, input: NonNullable<WorkflowDefinition['input']>, what: string): void {
  const problem = misfit(given, shapeOfSchema(input));
  if (problem)
    report.error(
      'InputMisfit',
      undefined,
      `Its input schema does not fit ${what}: ${problem}.`,
      'Correct the schema, or what it is started with.',
    );
}

function isTimezone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

export function checkSchemas({ input, output }: WorkflowDefinition, report: Report): void {
  for (const [name, schema] of Object.entries({ input, output })) {
    const fault = schema && faultOfSchema(schema);
    if (fault)
      report.error('BadSchema', undefined, `The schema \`${name}\` is wrong: ${fault}.`, 'Correct the JSON Schema.');
  }
}

/** What an execution gives, against what is promised. */
export function checkOutput({ definition, report }: Judged, given: Shape): void {
  const problem = definition.output && misfit(given, shapeOfSchema(definition.output));
  if (problem)
    report.error(
      'OutputMisfit',
      definition.result === undefined ? definition.steps.at(-1)?.id : undefined,
      `What it gives does not fit its output schema: ${problem}.`,
      'Correct `result`, or the `output` schema.',
    );
}

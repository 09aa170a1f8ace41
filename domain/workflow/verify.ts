/**
 * Judges a definition before anything is created: what is certain to fail or to wait in vain, and what is unwise. Pure: it reads
 * the catalogue and the other definitions, and runs nothing. Owns the order of the checks; each is in verify/.
 *
 * 1. It accuses on certainty only: what it does not know (an input without schema, a field of any shape) passes.
 * 2. Whatever the compiler would refuse is an error here.
 */
import type { WorkflowDefinition } from '../../contracts/workflow.ts';
import { problemsOf } from './compile/problems.ts';
import { allSteps } from './steps.ts';
import { checkAudience } from './verify/audience.ts';
import { type Bounds, boundsIn } from './verify/bounds.ts';
import { checkContext } from './verify/context.ts';
import { checkCycles } from './verify/cycles.ts';
import { createReport, type Finding, type Report, type VerifierEnv } from './verify/findings.ts';
import { checkGuards } from './verify/guards.ts';
import type { Judged, Known, Scope } from './verify/scope.ts';
import { checkNames, checkStructure } from './verify/structure.ts';
import { shapeOfTemplate } from './verify/template-shape.ts';
import { checkTiming } from './verify/timing.ts';
import { checkOutput, checkSchemas, checkTrigger, inputShapeOf } from './verify/trigger.ts';
import { checkVariables } from './verify/variables.ts';
import { checkWaits } from './verify/waits.ts';
import { walkList } from './verify/walk.ts';

/** Everything that would go wrong, errors first, in the order of the steps. Takes the parsed form. */
export function verifyWorkflow(definition: WorkflowDefinition, env: VerifierEnv): Finding[] {
  const report = createReport();
  if (checkStructure(definition, report)) checkMeaning(definition, env, report);
  const order = new Map(allSteps(definition).map(({ step }, i) => [step.id, i]));
  const rank = ({ severity, step }: Finding) =>
    (severity === 'error' ? 0 : 1e6) + (step === undefined ? -1 : (order.get(step) ?? 0));
  return report.findings.toSorted((a, b) => rank(a) - rank(b));
}

/** The most that one execution can take of transitions, invocations, messages, dollars and time. */
export const boundsOf = (definition: WorkflowDefinition, env: VerifierEnv): Bounds => boundsIn(definition, env);

function checkMeaning(definition: WorkflowDefinition, env: VerifierEnv, report: Report): void {
  const steps = new Map(allSteps(definition).map((placed) => [placed.step.id, placed]));
  const judged: Judged = { definition, env, report, steps, scopes: new Map(), outputs: new Map() };
  checkNames(definition, report);
  checkSchemas(definition, report);
  checkTrigger(judged);
  checkValues(judged);
  checkContext(judged);
  checkVariables(judged);
  checkAudience(judged);
  checkWaits(judged);
  checkTiming(definition, report, env.now);
  checkGuards(judged);
  checkCycles(judged);
  checkCompiles(judged);
}

/** Every expression and template, in the order in which they are evaluated. */
function checkValues(judged: Judged): void {
  const { definition, env } = judged;
  const input: [string, Known] = ['input', { shape: inputShapeOf(definition, env) }];
  const start: Scope = new Map([input]);
  const variables = Object.entries(definition.variables).map(([name, template]): [string, Known] => [
    name,
    { shape: shapeOfTemplate(template, { judged, scope: start, field: `variables.${name}` }) },
  ]);
  const scope = new Map([input, ...variables]);
  const end = walkList(judged, definition.steps, { scope, independent: false, block: undefined });
  const spot = { judged, scope: end.scope, field: 'result' };
  checkOutput(judged, definition.result === undefined ? end.last : shapeOfTemplate(definition.result, spot));
}

/** What is refused by the compiler and was not told in other words. */
function checkCompiles({ definition, env, report }: Judged): void {
  const told = new Set(report.findings.filter(({ severity }) => severity === 'error').map(({ step }) => step));
  const channelOf = (type: string) => env.catalogue.types.get(type)?.channel.name;
  for (const { step, rule, remedy } of problemsOf(definition, { prefix: '', channelOf }))
    if (!told.has(step)) report.error('CannotCompile', step, step === undefined ? rule : `${step}: ${rule}`, remedy);
}

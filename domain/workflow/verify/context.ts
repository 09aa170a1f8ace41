/**
 * What expressions may know of the machine that evaluates them: which execution this is, and when and how often it was begun. Owns
 * the wall around the rest of `$states`: whoever has the token of a task can answer for everybody, and would find it there.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 *
 * 1. Every text of the definition that is an expression is looked at, wherever it stands: Step Functions evaluates them all.
 * 2. What is allowed is a path that is spelled out; names that an expression gives itself hide nothing.
 * 3. `%` climbs from a value to what holds it, from a field of the context to all of it: not beside `$states`.
 */
import type { Step, WorkflowDefinition } from '../../../contracts/workflow.ts';
import { expressionsIn } from '../expressions.ts';
import { allSteps } from '../steps.ts';
import type { Judged } from './scope.ts';
import { type Node, parse } from './syntax.ts';

/** Of `$states.context.Execution`. Its input is `$input`. */
const ALLOWED = ['Id', 'Name', 'StartTime', 'RedriveCount', 'RedriveTime'];

export function checkContext({ definition, report }: Judged): void {
  const told = new Set(report.findings.flatMap(({ code, step }) => (code === 'BadExpression' ? [step] : [])));
  for (const [step, value] of partsOf(definition))
    for (const source of expressionsIn(value)) {
      const parsed = parse(source);
      // What could not be read was not looked at.
      if ('error' in parsed && !told.has(step))
        report.error('BadExpression', step, `{%${source}%} does not parse: ${parsed.error}.`, 'Correct the JSONata.');
      if ('node' in parsed && looksBehind(parsed.node))
        report.error(
          'NotVisible',
          step,
          'It uses $states, which holds the tokens of tasks and is not for definitions.',
          `Write $input, $execution, $<step> or $<variable>; of $states there is ${ALLOWED.map((name) => `$states.context.Execution.${name}`).join(', ')}.`,
        );
    }
}

/** Each step without the steps in it, and the workflow without its steps. */
function partsOf(definition: WorkflowDefinition): [string | undefined, unknown][] {
  const { steps: _, ...rest } = definition;
  return [[undefined, rest], ...allSteps(definition).map(({ step }): [string, unknown] => [step.id, ownOf(step)])];
}

function ownOf(step: Step): unknown {
  const own: Record<string, unknown> = { ...step, catch: (step.catch ?? []).map(withoutSteps) };
  if (step.kind === 'condition') return { ...own, branches: step.branches.map(withoutSteps), otherwise: undefined };
  return 'steps' in step ? withoutSteps(own) : own;
}

const withoutSteps = (one: object): object => ({ ...one, steps: undefined });

/** Whether it could see more of `$states` than is allowed. */
function looksBehind(root: Node): boolean {
  let [uses, allowed, climbs] = [0, 0, false];
  const seen = new Set<object>();
  const left: unknown[] = [root];
  // Without calling itself: a hostile expression may be deep.
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const { type, value: name, steps } = value as Partial<Node>;
    if (type === 'variable' && name === 'states') uses += 1;
    if (type === 'parent') climbs = true;
    if (type === 'path' && isAllowed(steps ?? [])) allowed += 1;
    for (const child of Object.values(value)) if (child !== undefined) left.push(child);
  }
  return uses > allowed || (uses > 0 && climbs);
}

function isAllowed(steps: readonly Node[]): boolean {
  const [states, context, execution, field] = steps;
  return (
    isPlain(states, 'variable', ['states']) &&
    isPlain(context, 'name', ['context']) &&
    isPlain(execution, 'name', ['Execution']) &&
    isPlain(field, 'name', ALLOWED)
  );
}

/** Nothing filters it, and no name is bound to it. */
const isPlain = (node: Node | undefined, type: string, values: readonly string[]): boolean =>
  node !== undefined &&
  node.type === type &&
  values.includes(String(node.value)) &&
  [node.stages, node.predicate, node.focus, node.index].every((one) => one === undefined);

/**
 * Lists of steps: what follows what, and what runs at the same time. Owns waves: a level of several steps is a Parallel with a branch
 * for each, whose outputs become variables as the Parallel ends, because a branch must not assign what the scope around it
 * assigns. Transforms take no time: they come before the wave of their level, where they can set variables.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
import type { Step, Template } from '../../../contracts/workflow.ts';
import { levelsOf } from '../levels.ts';
import type { StepList } from '../steps.ts';
import { dealt } from './lanes.ts';
import { type Branch, type Entered, type ListExit, leaving, type Scope, type State, type States } from './machine.ts';
import { keptVariable } from './names.ts';
import { expression } from './rewrite.ts';
import { compileStep, isGuarded } from './step.ts';

/** One state of a list's sequence. */
interface Unit {
  readonly name: string;
  /** One step, or the steps of a wave. */
  readonly steps: readonly Step[];
}

/** What a list runs, one after the other. The same is asked for scopes: a step in a unit of several has a scope of its own. */
export function unitsOf({ steps, label, independent }: StepList): Unit[] {
  return levelsOf(steps, independent).levels.flatMap((level, i) => {
    if (level.length === 1) return level.map(alone);
    const atOnce = level.filter((step) => step.kind === 'transform' && !isGuarded(step));
    const others = level.filter((step) => !atOnce.includes(step));
    const wave = { name: label ? `${label}: wave ${i + 1}` : `wave ${i + 1}`, steps: others };
    return [...atOnce.map(alone), ...(others.length > 1 ? [wave] : others.map(alone))];
  });
}

const alone = (step: Step): Unit => ({ name: step.id, steps: [step] });

export function compileList(scope: Scope, list: StepList, exit: ListExit, limit?: number): Entered {
  const units = unitsOf(list);
  const states: Record<string, State> = {};
  for (const [i, unit] of units.entries()) {
    const after = units[i + 1];
    const next = after ? after.name : exit.next;
    const leave = (outputs: Readonly<Record<string, Template>>) => {
      const outer = after ? {} : exit.leave((id) => (outputs[id] === undefined ? expression(`$${id}`) : outputs[id])); // null is an output
      // Nobody can ask for a variable once the scope has ended.
      return { ...outer, ...(next !== undefined && { Assign: { ...outputs, ...outer.Assign } }) };
    };
    Object.assign(states, compileUnit(scope, unit, { ...(next !== undefined && { next }), leave }, limit));
  }
  return { entry: units[0]?.name ?? '', states };
}

interface UnitExit {
  readonly next?: string;
  leave(outputs: Readonly<Record<string, Template>>): {
    Assign?: Readonly<Record<string, Template>>;
    Output?: Template;
  };
}

function compileUnit(scope: Scope, { name, steps }: Unit, exit: UnitExit, limit: number | undefined): States {
  const [step, second] = steps;
  if (step && !second)
    return compileStep(scope, step, { ...exit, leave: (output) => exit.leave({ [step.id]: output }) });
  const lanes = dealt(
    steps.map((one) => [one]),
    scope.definition,
    limit,
  );
  const outputs: Record<string, Template> = {};
  for (const [i, lane] of lanes.entries())
    for (const { id } of lane) outputs[id] = expression(`$states.result[${i}]${lane.length === 1 ? '' : `.${id}`}`);
  return {
    [name]: {
      Comment: `At the same time: ${steps.map(({ id }) => id).join(', ')}`,
      Type: 'Parallel',
      Branches: lanes.map((lane) => compileBranch(scope, lane)),
      ...leaving({ ...exit, leave: () => exit.leave(outputs) }, null),
    },
  };
}

/** A branch of independent steps. Its output is that of its step; of several, `{<id>: output}`. */
export function compileBranch(scope: Scope, steps: readonly Step[]): Branch {
  const states: Record<string, State> = {};
  for (const [i, step] of steps.entries()) {
    const next = steps[i + 1]?.id;
    const before = steps.slice(0, i).map(({ id }) => [id, expression(`$${keptVariable(id)}`)] as const);
    const Output = (output: Template) =>
      steps.length === 1 ? output : { ...Object.fromEntries(before), [step.id]: output };
    const leave = (output: Template) =>
      next === undefined ? { Output: Output(output) } : { Assign: { [keptVariable(step.id)]: output } };
    Object.assign(states, compileStep(scope, step, { ...(next !== undefined && { next }), leave }));
  }
  return { StartAt: steps[0]?.id ?? '', States: states };
}

/**
 * Goes through a definition in the order in which it runs, with what is known of every variable at every place. Owns the scopes;
 * what each kind of step gives and needs is in outputs.ts, what is wrong with a branch or a round in branching.ts.
 *
 * 1. A step sees what ended before it: what it depends on, and what that depends on.
 * 2. A parallel and a map are seen outside by their output alone; what a condition or a loop made inside is seen after it.
 * 3. In a loop a step sees what the round before made: nothing is known of it.
 */
import type { Catcher, Step, StepOf } from '../../../contracts/workflow.ts';
import { errorVariable, indexVariable, roundVariable } from '../compile/names.ts';
import { variablesOf } from '../expressions.ts';
import { levelsOf, predecessorsOf } from '../levels.ts';
import { listsIn } from '../steps.ts';
import { askedIn, checkBranches, checkRounds, seenIn } from './branching.ts';
import { checkCommon, outputOf } from './outputs.ts';
import { extended, type Judged, type Known, type Scope } from './scope.ts';
import { ANY, NULL, objectOf, type Shape, STRING, unionOf, WHOLE } from './shape.ts';
import { shapeOfTemplate } from './template-shape.ts';

export interface Ended {
  readonly scope: Scope;
  /** The output of the last step of the list. */
  readonly last: Shape;
}

interface Inside {
  readonly scope: Scope;
  readonly independent: boolean;
  /** The parallel or the map whose steps cannot set variables. */
  readonly block: string | undefined;
}

export function walkList(judged: Judged, steps: readonly Step[], { scope, independent, block }: Inside): Ended {
  const { levels } = levelsOf(steps, independent);
  const before = predecessorsOf(steps, independent);
  const after = new Map<string, Scope>();
  for (const level of levels)
    for (const step of level) {
      const seen = (before.get(step.id) ?? []).flatMap((id) => after.get(id) ?? []);
      const visible = seen.length === 0 ? scope : seen.length === 1 && seen[0] ? seen[0] : merged(seen);
      judged.scopes.set(step.id, visible);
      const made = walkStep(judged, step, visible, block);
      judged.outputs.set(step.id, made.last);
      after.set(step.id, extended(made.scope, [[step.id, { shape: made.last }]]));
    }
  const last = steps.at(-1);
  return { scope: merged([scope, ...after.values()]), last: (last && judged.outputs.get(last.id)) ?? ANY };
}

/** A later scope knows more of the same names: it wins. */
const merged = (scopes: readonly Scope[]): Scope => new Map(scopes.flatMap((scope) => [...scope]));

/** Its output, and what is seen after it besides. */
function walkStep(judged: Judged, step: Step, scope: Scope, block: string | undefined): Ended {
  checkCommon(judged, step, scope);
  const made = inside(judged, step, scope, block);
  const caught = (step.catch ?? []).map((catcher) => walkCatcher(judged, step, catcher, scope, block));
  const recovered = caught.filter((_, i) => step.catch?.[i]?.outcome === 'continue');
  return recovered.length === 0 ? made : { scope: made.scope, last: unionOf([made.last, ...recovered]) };
}

const ERROR = objectOf({ Error: STRING, Cause: STRING });

function walkCatcher(judged: Judged, step: Step, catcher: Catcher, scope: Scope, block: string | undefined): Shape {
  const error: [string, Known] = [errorVariable(step), { shape: ERROR }];
  const start = extended(scope, [error]);
  const ended = catcher.steps
    ? walkList(judged, catcher.steps, { scope: start, independent: false, block })
    : { scope: start, last: NULL };
  if (catcher.output === undefined) return ended.last;
  const spot = { judged, scope: ended.scope, step: step.id, field: 'catch.output' };
  return shapeOfTemplate(catcher.output, spot);
}

function inside(judged: Judged, step: Step, scope: Scope, block: string | undefined): Ended {
  if (step.kind === 'condition') return walkCondition(judged, step, scope, block);
  if (step.kind === 'loop') return walkLoop(judged, step, scope, block);
  if (step.kind === 'parallel') {
    const { scope: end } = walkList(judged, step.steps, { scope, independent: true, block: step.id });
    return { scope, last: objectOf(Object.fromEntries(step.steps.map(({ id }) => [id, end.get(id)?.shape ?? ANY]))) };
  }
  if (step.kind === 'map') return walkMap(judged, step, scope);
  if (step.kind === 'transform') return walkTransform(judged, step, scope, block);
  return { scope, last: outputOf(judged, step, scope) };
}

function walkCondition(judged: Judged, step: StepOf<'condition'>, scope: Scope, block: string | undefined): Ended {
  const reach = checkBranches(judged, step, scope);
  const lists = [...step.branches, ...(step.otherwise ? [{ steps: step.otherwise }] : [])];
  const whens = step.branches.map(({ when }) => when);
  const ends = lists.map(({ steps }, i): Ended => {
    const seen = seenIn(scope, whens[i], whens.slice(0, i));
    return steps ? walkList(judged, steps, { scope: seen, independent: false, block }) : { scope: seen, last: NULL };
  });
  const alive = ends.filter((_, i) => reach[i] !== false);
  const falls = step.otherwise === undefined && reach[step.branches.length] !== false;
  const after = new Map(scope);
  for (const { scope: end } of ends)
    for (const [name, known] of end) {
      if (scope.has(name) && scope.get(name)?.shape === known.shape) continue;
      const everywhere = !falls && alive.every((one) => one.scope.has(name));
      const here = alive.map((one) => one.scope.get(name)?.shape ?? ANY);
      if (scope.has(name)) after.set(name, { shape: ANY });
      else
        after.set(name, {
          shape: unionOf(here),
          ...(!everywhere && { unsetOn: `a way through ${step.id} without it` }),
        });
    }
  const last = unionOf([...alive.map((one) => one.last), ...(falls ? [NULL] : [])]);
  const titles = step.branches.map(({ title }) => title);
  const taken: Shape = titles.every((title) => title !== undefined)
    ? { is: 'string', values: [...titles.map(String), 'otherwise'] }
    : ANY;
  return { scope: after, last: objectOf({ taken, output: last }) };
}

/** What is made in the steps of a list and seen in it and after it, blocks left out. */
function madeIn(steps: readonly Step[]): string[] {
  return steps.flatMap((step): string[] => [
    step.id,
    ...(step.kind === 'transform' ? Object.keys(step.set) : []),
    ...(step.kind === 'loop' ? [roundVariable(step)] : []),
    ...(step.kind === 'parallel' || step.kind === 'map' ? [] : listsIn(step).flatMap(({ steps }) => madeIn(steps))),
  ]);
}

function walkLoop(judged: Judged, step: StepOf<'loop'>, scope: Scope, block: string | undefined): Ended {
  const made = madeIn(step.steps);
  const round: [string, Known] = [
    roundVariable(step),
    { shape: { ...WHOLE, least: 1, most: step.maxRounds } as Shape },
  ];
  const before = made.map((name): [string, Known] => [
    name,
    // Variables of the workflow have a value in the first round.
    { shape: ANY, ...(!Object.hasOwn(judged.definition.variables, name) && { nullUntil: round[0] }) },
  ]);
  const start = extended(scope, [...before, round]);
  const end = walkList(judged, step.steps, { scope: start, independent: false, block });
  checkRounds(judged, step, end.scope, new Set([...made, round[0]]));
  return { scope: askedIn(end.scope, variablesOf(step.until)), last: outputOf(judged, step, scope) };
}

function walkMap(judged: Judged, step: StepOf<'map'>, scope: Scope): Ended {
  const over = shapeOfTemplate(step.over, { judged, scope, step: step.id, field: 'over' });
  const items = over.is === 'array' ? over.items : ANY;
  if (over.is !== 'array' && over.is !== 'any' && !(over.is === 'union' && over.of.some(({ is }) => is === 'array')))
    judged.report.error(
      'WrongKind',
      step.id,
      `${step.id} goes over something that is no array.`,
      'Give `over` an array.',
    );
  if (over.is === 'array' && over.most === 0)
    judged.report.error(
      'Unreachable',
      step.id,
      `${step.id} goes over an empty array: its steps never run.`,
      'Give `over` the items, or remove the step.',
    );
  const own: [string, Known][] = [
    [step.as, { shape: items }],
    [indexVariable(step), { shape: WHOLE }],
  ];
  const end = walkList(judged, step.steps, { scope: extended(scope, own), independent: false, block: step.id });
  const spot = { judged, scope: end.scope, step: step.id, field: 'result' };
  const each = step.result === undefined ? end.last : shapeOfTemplate(step.result, spot);
  const size = over.is === 'array' ? { least: over.least, most: over.most } : {};
  return {
    scope,
    last: {
      is: 'array',
      items: each,
      ...(size.least !== undefined && { least: size.least }),
      ...(size.most !== undefined && { most: size.most }),
    },
  };
}

function walkTransform(judged: Judged, step: StepOf<'transform'>, scope: Scope, block: string | undefined): Ended {
  const spot = { judged, scope, step: step.id };
  const set = Object.entries(step.set).map(([name, template]): [string, Known] => [
    name,
    { shape: shapeOfTemplate(template, { ...spot, field: `set.${name}` }) },
  ]);
  if (block !== undefined && set.length > 0)
    judged.report.error(
      'SetInBlock',
      step.id,
      `${step.id} sets ${set.map(([name]) => `$${name}`).join(', ')} inside ${block}, where variables cannot be set.`,
      `Give it as the step's \`output\`, and set the variable after ${block} from $${block}.`,
    );
  const after = extended(scope, set);
  // The output sees what is set beside it.
  const last =
    step.output === undefined ? NULL : shapeOfTemplate(step.output, { ...spot, scope: after, field: 'output' });
  return { scope: after, last };
}

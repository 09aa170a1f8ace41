/** Branches that are never taken, and loops whose condition does not change. */
import type { StepOf } from '../../../contracts/workflow.ts';
import { expressionIn, variablesOf } from '../expressions.ts';
import { askedFor } from './expression-shape.ts';
import { extended, type Judged, type Known, type Scope } from './scope.ts';
import { isFalse, isTrue, mayBe, type Shape, withoutAbsent, wordsOf } from './shape.ts';
import { parse } from './syntax.ts';
import { shapeOfSource } from './template-shape.ts';
import { contradicts, isNarrower } from './thresholds.ts';

/** What a branch may take for granted: it was asked for, in its own condition or in those before it. */
export function seenIn(scope: Scope, when: string | undefined, before: readonly string[]): Scope {
  const parsed = when === undefined ? undefined : parse(expressionIn(when) ?? when);
  const sure = parsed && 'node' in parsed ? askedFor(parsed.node) : [];
  const asked = [...(when === undefined ? [] : [when]), ...before].flatMap(variablesOf);
  return askedIn(scope, asked, sure);
}

/** The same scope, in which these variables were asked about, and some of them are there. */
export function askedIn(scope: Scope, asked: readonly string[], sure: readonly string[] = []): Scope {
  const known = asked.flatMap((name): [string, Known][] => {
    const { unsetOn, ...rest } = scope.get(name) ?? {};
    if (!('shape' in rest)) return [];
    const unset = unsetOn !== undefined && !sure.includes(name);
    return [[name, { ...rest, asked: true, ...(unset && { unsetOn }) }]];
  });
  return known.length === 0 ? scope : extended(scope, known);
}

/** Whether each branch may be taken, and after them whether none may be. */
export function checkBranches(judged: Judged, step: StepOf<'condition'>, scope: Scope): boolean[] {
  const { report } = judged;
  const reach: boolean[] = [];
  let always: string | undefined;
  step.branches.forEach(({ when, title }, i) => {
    const name = title ?? `branch ${i + 1}`;
    const shape = truthOf(judged, step.id, `when of ${name}`, when, scope);
    const earlier = step.branches.slice(0, i);
    const same = earlier.findIndex((one) => one.when === when || isNarrower(when, one.when));
    const why =
      always !== undefined
        ? `${always} before it is always taken`
        : isFalse(shape)
          ? 'its condition is never true'
          : same >= 0
            ? `branch ${same + 1} before it takes all that it would`
            : contradicts([when, ...holding(judged, step)])
              ? 'its condition contradicts itself, or that of a branch around it'
              : undefined;
    if (why !== undefined) tell(judged, step.id, name, why);
    reach.push(why === undefined);
    if (isTrue(shape) && always === undefined) always = name;
  });
  if (always !== undefined && step.otherwise) tell(judged, step.id, 'otherwise', `${always} is always taken`);
  reach.push(always === undefined);
  if (step.branches.every(({ steps }) => !steps) && !step.otherwise)
    report.warning('NoEffect', step.id, `${step.id} has no steps in any branch.`, 'Give a branch steps, or remove it.');
  return reach;
}

/** The conditions of the branches that a step stands in; not in a loop, nor about what a step sets: that may have changed. */
function holding({ steps }: Judged, step: StepOf<'condition'>): string[] {
  const around = [...(steps.get(step.id)?.list.within ?? []), step];
  if (around.some(({ kind }) => kind === 'loop')) return [];
  const set = new Set(
    [...steps.values()].flatMap(({ step: one }) => (one.kind === 'transform' ? Object.keys(one.set) : [])),
  );
  return around.flatMap((outer, i) => {
    const next = around[i + 1];
    if (outer.kind !== 'condition' || next === undefined) return [];
    const whens = outer.branches.filter((branch) => branch.steps?.includes(next)).map(({ when }) => when);
    return whens.filter((when) => !variablesOf(when).some((name) => set.has(name)));
  });
}

function tell({ report }: Judged, step: string, branch: string, why: string): void {
  report.error(
    'Unreachable',
    step,
    `${branch} of ${step} never runs: ${why}.`,
    'Correct the condition, change the order of the branches, or remove the branch.',
  );
}

/** Step Functions takes true and false, and nothing that is merely like them. */
function truthOf(judged: Judged, step: string, field: string, when: string, scope: Scope): Shape {
  const shape = shapeOfSource(expressionIn(when) ?? when, { judged, scope, step, field });
  if (!mayBe(shape, 'boolean') && !mayBe(shape, 'absent'))
    judged.report.error(
      'WrongKind',
      step,
      `${field} gives ${wordsOf(withoutAbsent(shape))}, where true or false is wanted.`,
      'Compare it with something, or use $boolean or $exists.',
    );
  return shape;
}

/** They give something else at each call. */
const MOVING = /\$(now|millis|random|uuid|shuffle)\s*\(/;

export function checkRounds(judged: Judged, step: StepOf<'loop'>, scope: Scope, made: ReadonlySet<string>): void {
  const { report } = judged;
  const shape = truthOf(judged, step.id, 'until', step.until, scope);
  const ends =
    step.exhausted === 'fail' ? `it fails after ${step.maxRounds} rounds` : `it makes all ${step.maxRounds} rounds`;
  if (isTrue(shape) && step.maxRounds > 1) {
    report.warning(
      'LoopsOnce',
      step.id,
      `until of ${step.id} is always true: one round is made.`,
      'Correct the condition, or put the steps in place of the loop.',
    );
    return;
  }
  const used = variablesOf(step.until);
  const fixed = isFalse(shape) || (!MOVING.test(step.until) && !used.some((name) => made.has(name)));
  if (fixed && !isTrue(shape))
    report.error(
      'LoopNeverChanges',
      step.id,
      `until of ${step.id} ${isFalse(shape) ? 'is never true' : 'uses nothing that its steps make or set'}: ${ends}.`,
      `Use the output of a step inside, a variable that one sets, or $${step.id}Round.`,
    );
}

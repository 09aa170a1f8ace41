/**
 * Side effects and the approvals that guard them (`guardedBy`).
 *
 * 1. The approval has ended before the step on every way: not in a branch, a map or a catcher beside it.
 * 2. Where an approval lets the workflow go on without approval (a rejection, a timeout or an error that is made an output), the
 *    step lies behind a condition that is false then. This is tried: the approval's output is taken to be the refusal, and the
 *    conditions around the step, and the loops before it, are evaluated with it.
 */
import type { Step, StepOf } from '../../../contracts/workflow.ts';
import { expressionIn } from '../expressions.ts';
import { predecessorsOf } from '../levels.ts';
import { allSteps, listsIn, type PlacedStep } from '../steps.ts';
import { createReport } from './findings.ts';
import type { Judged, Known, Scope } from './scope.ts';
import { ANY, arrayOf, isFalse, isTrue, literalShape, NULL, objectOf, type Shape, WHOLE } from './shape.ts';
import { quietShapeOf, shapeOfTemplate } from './template-shape.ts';

export function checkGuards(judged: Judged): void {
  for (const placed of allSteps(judged.definition)) {
    const guard = placed.step.guardedBy;
    if (guard !== undefined) checkGuard(judged, placed, guard);
  }
}

function checkGuard(judged: Judged, guarded: PlacedStep, guard: string): void {
  const { report, steps } = judged;
  const { id } = guarded.step;
  const approval = steps.get(guard);
  if (approval?.step.kind !== 'approval') {
    const approvals = [...steps.values()].filter(({ step }) => step.kind === 'approval').map(({ step }) => step.id);
    report.error(
      'UnknownApproval',
      id,
      `${id} is guarded by ${guard}, which is ${approval ? `a ${approval.step.kind}` : 'no step'}.`,
      approvals.length ? `Name an approval: ${approvals.join(' or ')}.` : 'Add an approval before it, and name that.',
    );
    return;
  }
  const meeting = meetingOf(approval, guarded, judged.definition.steps);
  const why = whyNotBefore(approval, meeting);
  if (why !== undefined) {
    report.error(
      'EffectBeforeApproval',
      id,
      `${id} may run without ${guard}, which guards it: ${why}.`,
      `Put ${guard} before it in the same list, or add it to \`dependsOn\`.`,
    );
    return;
  }
  const open = refusalsOf(judged, approval.step).find(
    (refusal) => !isBarred(judged, approval, guarded, meeting, refusal),
  );
  if (open !== undefined)
    report.error(
      'RejectionIgnored',
      id,
      `${id} runs even when ${guard} was not given: the workflow goes on after a rejection, a timeout or a caught error, and no condition asks ${guard}.`,
      `Put ${id} into a condition on {% $${guard}.approved %}, or let ${guard} fail (\`onRejection\`, \`onTimeout\`).`,
    );
}

/** Where the ways to two steps part: the list that holds both, and the members of it that hold each. */
interface Meeting {
  readonly list: readonly Step[];
  readonly independent: boolean;
  readonly first: Step;
  readonly second: Step;
}

function meetingOf(one: PlacedStep, other: PlacedStep, root: readonly Step[]): Meeting | undefined {
  const [a, b] = [
    [...one.list.within, one.step],
    [...other.list.within, other.step],
  ];
  const at = a.findIndex((step, i) => step !== b[i]);
  const [first, second] = [a[at], b[at]];
  if (!first || !second) return undefined;
  const around = a[at - 1];
  if (around === undefined) return { list: root, independent: false, first, second };
  const shared = listsIn(around).find(({ steps }) => steps.includes(first));
  if (!shared?.steps.includes(second)) return undefined;
  return { list: shared.steps, independent: shared.independent, first, second };
}

/** Undefined when the approval has surely ended before. */
function whyNotBefore(approval: PlacedStep, meeting: Meeting | undefined): string | undefined {
  if (!meeting) return 'they are in different branches';
  const { list, independent, first, second } = meeting;
  const before = predecessorsOf(list, independent);
  const seen = new Set<string>();
  const open = [...(before.get(second.id) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(before.get(id) ?? []));
  }
  if (!seen.has(first.id)) return 'it does not wait for it to end';
  const inside = [...approval.list.within, approval.step];
  for (const [i, step] of inside.entries()) {
    if (i < inside.indexOf(first)) continue;
    const next = inside[i + 1];
    if (next === undefined) break;
    const sure = (step.kind === 'loop' || step.kind === 'parallel') && step.steps.includes(next);
    if (!sure) return `it stands inside ${step.id}, which may pass it by`;
  }
  return undefined;
}

/** What an approval gives where it goes on without one. */
function refusalsOf(judged: Judged, step: StepOf<'approval'>): Shape[] {
  const refused = objectOf({ approved: literalShape(false), decisions: arrayOf(ANY) });
  const goesOn = step.onRejection === 'continue' || step.onTimeout === 'reject';
  const caught = (step.catch ?? [])
    .filter(({ outcome }) => outcome === 'continue')
    .map(({ output, steps }): Shape => {
      if (output === undefined) return steps ? ANY : NULL;
      const scope = judged.scopes.get(step.id) ?? new Map();
      return shapeOfTemplate(output, {
        judged: { ...judged, report: createReport() },
        scope,
        step: step.id,
        field: 'catch',
      });
    });
  return [...(goesOn ? [refused] : []), ...caught];
}

/** Whether the step cannot run when the approval gave this. */
function isBarred(
  judged: Judged,
  approval: PlacedStep,
  guarded: PlacedStep,
  meeting: Meeting | undefined,
  refusal: Shape,
): boolean {
  const assumed = assumptions(judged, approval, refusal);
  const inside = [...guarded.list.within, guarded.step];
  const conditions = inside.some((step, i) => {
    const next = inside[i + 1];
    return step.kind === 'condition' && next !== undefined && isClosed(judged, step, next, assumed);
  });
  return conditions || (meeting !== undefined && loopsClosed(judged, approval, meeting, assumed));
}

type Assumed = ReadonlyMap<string, Shape>;

const withAssumed = (scope: Scope, assumed: Assumed): Scope => {
  const known = [...assumed]
    .filter(([name]) => scope.has(name))
    .map(([name, shape]): [string, Known] => [name, { shape }]);
  return new Map([...scope, ...known]);
};

/** What follows from the refusal for blocks around the approval, and for what transforms make of it. */
function assumptions(judged: Judged, approval: PlacedStep, refusal: Shape): Assumed {
  const assumed = new Map([[approval.step.id, refusal]]);
  for (const step of approval.list.within.toReversed()) {
    if (step.kind === 'parallel') {
      const inner = step.steps.map(({ id }) => [id, assumed.get(id) ?? judged.outputs.get(id) ?? ANY] as const);
      assumed.set(step.id, objectOf(Object.fromEntries(inner)));
    }
    if (step.kind === 'loop' && isFalse(untilOf(judged, step, assumed)))
      assumed.set(step.id, objectOf({ rounds: WHOLE, done: literalShape(false) }));
  }
  const silent = { ...judged, report: createReport() };
  for (const { step } of allSteps(judged.definition)) {
    const scope = judged.scopes.get(step.id);
    if (step.kind !== 'transform' || !scope || ![...assumed.keys()].some((name) => scope.has(name))) continue;
    const spot = { judged: silent, scope: withAssumed(scope, assumed), step: step.id, field: 'set' };
    for (const [name, template] of Object.entries(step.set))
      assumed.set(name, assumed.has(name) ? ANY : shapeOfTemplate(template, spot));
    if (step.output !== undefined) assumed.set(step.id, shapeOfTemplate(step.output, spot));
  }
  return assumed;
}

/** After a loop all that was made inside is in sight. */
function untilOf(judged: Judged, step: StepOf<'loop'>, assumed: Assumed): Shape {
  const inner = step.steps.flatMap(({ id }) => [...(judged.scopes.get(id) ?? [])]);
  const made = step.steps.map(({ id }): [string, Known] => [id, { shape: judged.outputs.get(id) ?? ANY }]);
  return quietShapeOf(step.until, withAssumed(new Map([...inner, ...made]), assumed));
}

/** Whether the branch of a condition that holds a step is not taken. */
function isClosed(judged: Judged, step: StepOf<'condition'>, member: Step, assumed: Assumed): boolean {
  const scope = withAssumed(judged.scopes.get(step.id) ?? new Map(), assumed);
  const whens = step.branches.map(({ when }) => quietShapeOf(expressionIn(when) ?? when, scope));
  const own = step.branches.findIndex(({ steps }) => steps?.includes(member));
  const earlier = own >= 0 ? whens.slice(0, own) : step.otherwise?.includes(member) ? whens : [];
  const mine = whens[own];
  return (mine !== undefined && isFalse(mine)) || earlier.some(isTrue);
}

/** A loop around the approval that fails unless it is given, before the step. */
function loopsClosed(judged: Judged, approval: PlacedStep, { first }: Meeting, assumed: Assumed): boolean {
  const { within } = approval.list;
  // Nothing lies between where the approval is the first itself.
  const inside = within.includes(first) ? within.slice(within.indexOf(first)) : [];
  return inside.some(
    (step) => step.kind === 'loop' && step.exhausted === 'fail' && isFalse(untilOf(judged, step, assumed)),
  );
}

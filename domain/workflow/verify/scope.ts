/**
 * Which variables an expression may use at a place of the definition, and why not the others. A scope is never changed: a step
 * makes the one that its followers see.
 */
import type { WorkflowDefinition } from '../../../contracts/workflow.ts';
import { errorVariable, indexVariable, roundVariable } from '../compile/names.ts';
import type { PlacedStep } from '../steps.ts';
import type { Report, VerifierEnv } from './findings.ts';
import type { Shape } from './shape.ts';

export interface Known {
  readonly shape: Shape;
  /** It is set on some ways only: these do not. `the branch of choose that is not taken` */
  readonly unsetOn?: string;
  /** A condition has asked about it before this place: what it lacks there is the author's to know. */
  readonly asked?: boolean;
  /** In the first round of a loop it is null; this is the number of the round. */
  readonly nullUntil?: string;
}
export type Scope = ReadonlyMap<string, Known>;

/** What all checks of one definition share. */
export interface Judged {
  readonly definition: WorkflowDefinition;
  readonly env: VerifierEnv;
  readonly report: Report;
  readonly steps: ReadonlyMap<string, PlacedStep>;
  /** The scope before each step, once it was walked: for checks that look at a place again. */
  readonly scopes: Map<string, Scope>;
  /** The output of each step. */
  readonly outputs: Map<string, Shape>;
}

export const extended = (scope: Scope, more: Iterable<readonly [string, Known]>): Scope => new Map([...scope, ...more]);

/** Tells of a variable that cannot be used: why, and what to write. */
export function tellUnknown({ definition, report, steps }: Judged, name: string, step: string | undefined): void {
  const maker = steps.get(name);
  const other = makerOf(name, steps);
  if (maker?.step.id === step && step !== undefined) {
    report.error('NotYetSet', step, `$${name} is used by the step that makes it.`, 'Use what an earlier step made.');
    return;
  }
  if (maker) {
    tellInvisible(report, maker, name, step);
    return;
  }
  if (other !== undefined) {
    report.error(
      'NotVisible',
      step,
      `$${name} belongs to step ${other} and is not seen here.`,
      `Use it inside ${other}, or bring it out with the step's output.`,
    );
    return;
  }
  if (Object.hasOwn(definition.participants, name)) {
    report.error(
      'UnknownVariable',
      step,
      `$${name} is used, but ${name} is a participant, which expressions do not know.`,
      `Write ${name} in \`to\`, or the address itself in the expression.`,
    );
    return;
  }
  const near = nearest(name, [...steps.keys(), ...Object.keys(definition.variables), 'input', 'execution']);
  report.error(
    'UnknownVariable',
    step,
    `$${name} is used, but no step and no variable has that name.`,
    near === undefined
      ? 'Declare it in `variables`, or use the output of a step: $<its id>.'
      : `Did you mean $${near}?`,
  );
}

function tellInvisible(report: Report, { step, list }: PlacedStep, name: string, user: string | undefined): void {
  const block = list.within.findLast(({ kind }) => kind === 'parallel' || kind === 'map');
  if (block) {
    report.error(
      'NotVisible',
      user,
      `$${name} is made inside ${block.id}, and outside only $${block.id} is seen.`,
      block.kind === 'parallel' ? `Write $${block.id}.${name}.` : `Give ${block.id} a \`result\` that holds it.`,
    );
    return;
  }
  report.error(
    'NotYetSet',
    user,
    `$${name} is used where step ${step.id} has not surely ended.`,
    `Put ${step.id} before, or add it to \`dependsOn\`.`,
  );
}

/** The step whose round, item or error a variable is. */
function makerOf(name: string, steps: ReadonlyMap<string, PlacedStep>): string | undefined {
  for (const [id, { step }] of steps) {
    if (step.kind === 'map' && (name === step.as || name === indexVariable(step))) return id;
    if (step.kind === 'loop' && name === roundVariable(step)) return id;
    if (step.catch && name === errorVariable(step)) return id;
  }
  return undefined;
}

/** A name that differs in case, by one letter, or by an end. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const small = name.toLowerCase();
  return names.find((one) => {
    const other = one.toLowerCase();
    if (other === small) return true;
    if (Math.min(other.length, small.length) < 3) return false;
    return other.startsWith(small) || small.startsWith(other) || apart(small, other) === 1;
  });
}

/** 0 or 1 for texts that are equal or one letter apart, 2 for any others. */
function apart(a: string, b: string): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > 1) return 2;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [x, y] = a.length > b.length ? [a.slice(i + 1), b.slice(i)] : [a.slice(i), b.slice(i + 1)];
  const same = a.length === b.length ? a.slice(i + 1) === b.slice(i + 1) : x === y;
  return same ? 1 : 2;
}

/**
 * Who assigns which variable in which scope. Owns the rules of Step Functions: a Parallel's branch and a Map's iteration are scopes of
 * their own, see what lies around them, and must not assign a name of it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
import type { Step, WorkflowDefinition } from '../../../contracts/workflow.ts';
import { JSONATA_FUNCTIONS } from '../jsonata-functions.ts';
import { allSteps, listsIn, rootList, type StepList } from '../steps.ts';
import { unitsOf } from './list.ts';
import type { Problem } from './machine.ts';
import { ownVariables } from './names.ts';
import { isGuarded } from './step.ts';

/** `1/4/2`: a scope within a scope. */
type ScopePath = string;

interface Assignment {
  readonly step: Step;
  readonly name: string;
  readonly scope: ScopePath;
}

export function variableProblems(definition: WorkflowDefinition): Problem[] {
  return [...nameProblems(definition), ...scopeProblems(definition)];
}

/** Outputs of steps, variables of the workflow and what steps bring with them must not be taken for one another, nor for functions. */
function nameProblems(definition: WorkflowDefinition): Problem[] {
  const taken = new Map<string, string>(Object.keys(definition.variables).map((name) => [name, 'a variable']));
  const problems: Problem[] = [];
  const steps = allSteps(definition).map(({ step }) => step);
  const functionLike = [...taken.keys(), ...steps.flatMap(namesBroughtBy)].filter((name) =>
    JSONATA_FUNCTIONS.has(name),
  );
  for (const name of new Set(functionLike))
    problems.push({
      ...(steps.some(({ id }) => id === name) && { step: name }),
      rule: `The name ${name} is that of a function: $${name} would be both.`,
      remedy: 'Choose another.',
    });
  for (const step of steps) {
    const before = taken.get(step.id);
    if (before !== undefined)
      problems.push({ step: step.id, rule: `Its id is ${before} as well.`, remedy: 'Choose another.' });
    taken.set(step.id, 'the id of a step');
  }
  for (const step of steps)
    for (const name of namesBroughtBy(step)) {
      const before = name === step.id || isSet(step, name) ? undefined : taken.get(name);
      if (before === undefined) continue;
      problems.push({
        step: step.id,
        rule: `It brings the variable ${name} with it, which is ${before} as well.`,
        remedy: 'Choose another for one of them.',
      });
    }
  return [...problems, ...steps.flatMap((step) => setProblems(step, steps))];
}

const namesBroughtBy = (step: Step): string[] => [step.id, ...ownVariables(step)];
const isSet = (step: Step, name: string): boolean => step.kind === 'transform' && Object.hasOwn(step.set, name);

/** A transform may set variables of the workflow, and new ones; not what steps give. */
function setProblems(step: Step, steps: readonly Step[]): Problem[] {
  if (step.kind !== 'transform') return [];
  const outputs = new Set(steps.flatMap((one) => (one.kind === 'transform' ? [one.id] : namesBroughtBy(one))));
  return Object.keys(step.set)
    .filter((name) => outputs.has(name))
    .map((name) => ({
      step: step.id,
      rule: `It sets ${name}, which belongs to a step.`,
      remedy: 'Set a variable of another name.',
    }));
}

function scopeProblems(definition: WorkflowDefinition): Problem[] {
  const assigned = assignments(definition);
  const outermost = new Map(Object.keys(definition.variables).map((name) => [name, ['']]));
  for (const { name, scope } of assigned) outermost.set(name, [...(outermost.get(name) ?? []), scope]);
  return assigned
    .filter(({ name, scope }) => outermost.get(name)?.some((other) => other !== scope && scope.startsWith(other)))
    .map(({ step, name }) => ({
      step: step.id,
      rule: `It sets ${name} where several things run at the same time (parallel, map, steps of one level, or within catch or retry), and ${name} belongs to what lies around that.`,
      remedy:
        step.kind === 'map'
          ? 'Give the inner map another word in `as`.'
          : 'Set it after them from their outputs, or give the steps an order by dependsOn.',
    }));
}

function assignments(definition: WorkflowDefinition): Assignment[] {
  const found: Assignment[] = [];
  let made = 0;
  const inner = (scope: ScopePath): ScopePath => {
    made += 1;
    return `${scope}${made}/`;
  };
  const visitList = (list: StepList, scope: ScopePath): void => {
    for (const { steps } of unitsOf(list))
      for (const step of steps) visitStep(step, steps.length > 1 ? inner(scope) : scope);
  };
  const visitStep = (step: Step, scope: ScopePath): void => {
    const isScope = isGuarded(step) || step.kind === 'parallel' || step.kind === 'map';
    const inside = isScope ? inner(scope) : scope;
    for (const name of sharedVariables(step)) found.push({ step, name, scope: inside });
    for (const list of listsIn(step)) visitList(list, isHandler(step, list) ? scope : inside);
  };
  visitList(rootList(definition), '');
  return found;
}

/** Those whose names two steps may share: the others carry the id of their step. */
const sharedVariables = (step: Step): string[] =>
  step.kind === 'map' ? [step.as] : step.kind === 'transform' ? Object.keys(step.set) : [];

const isHandler = (step: Step, { steps }: StepList): boolean => (step.catch ?? []).some((one) => one.steps === steps);

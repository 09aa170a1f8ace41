/** The shape of the definition itself: ids, dependencies, depth, names that would hide one another. */
import { MAX_DEPTH, MAX_STEPS, type WorkflowDefinition } from '../../../contracts/workflow.ts';
import { errorVariable, indexVariable, roundVariable } from '../compile/names.ts';
import { JSONATA_FUNCTIONS } from '../jsonata-functions.ts';
import { levelsOf } from '../levels.ts';
import { allLists, allSteps, depthOf, type PlacedStep } from '../steps.ts';
import { choices, type Report } from './findings.ts';
import { nearest } from './scope.ts';

/** False when the definition is so large, or so tangled, that nothing else need be said. */
export function checkStructure(definition: WorkflowDefinition, report: Report): boolean {
  const steps = allSteps(definition);
  return checkSize(steps, report) && checkIds(steps, report) && checkOrder(definition, report);
}

function checkSize(steps: readonly PlacedStep[], report: Report): boolean {
  if (steps.length > MAX_STEPS) {
    const remedy = 'Split it into workflows that start one another, or go over the items with a map.';
    report.error('TooManySteps', undefined, `It has ${steps.length} steps; ${MAX_STEPS} are allowed.`, remedy);
    return false;
  }
  const deepest = steps.reduce<PlacedStep | undefined>(
    (deep, one) => (deep && depthOf(deep) >= depthOf(one) ? deep : one),
    undefined,
  );
  if (!deepest || depthOf(deepest) <= MAX_DEPTH) return true;
  report.error(
    'TooDeep',
    deepest.step.id,
    `${deepest.step.id} lies ${depthOf(deepest)} lists deep; ${MAX_DEPTH} are allowed.`,
    'Move the inner steps to a workflow of their own, and start it with a subworkflow step.',
  );
  return false;
}

function checkIds(steps: readonly PlacedStep[], report: Report): boolean {
  const seen = new Set<string>();
  let sound = true;
  for (const { step } of steps) {
    if (seen.has(step.id)) {
      report.error(
        'DuplicateId',
        step.id,
        `Two steps are called ${step.id}; ids are unique in the whole definition.`,
        'Give one of them another id.',
      );
      sound = false;
    }
    seen.add(step.id);
  }
  return sound;
}

function checkOrder(definition: WorkflowDefinition, report: Report): boolean {
  let sound = true;
  const all = new Set(allSteps(definition).map(({ step }) => step.id));
  for (const { steps, independent } of allLists(definition)) {
    const ids = steps.map(({ id }) => id);
    for (const step of steps)
      for (const id of step.dependsOn ?? [])
        if (!ids.includes(id)) {
          tellDangling(report, step.id, id, ids, all);
          sound = false;
        }
    const { cycle } = levelsOf(steps, independent);
    if (cycle) {
      report.error(
        'DependencyCycle',
        cycle[0],
        `Steps wait for one another in a ring: ${cycle.join(' -> ')}.`,
        `Remove one of these dependencies. A step without \`dependsOn\` follows the one before it${independent ? ' only outside a parallel' : ''}.`,
      );
      sound = false;
    }
  }
  return sound;
}

function tellDangling(
  report: Report,
  step: string,
  id: string,
  ids: readonly string[],
  all: ReadonlySet<string>,
): void {
  const near = nearest(id, ids);
  const others = ids.filter((one) => one !== step);
  report.error(
    'UnknownDependency',
    step,
    all.has(id)
      ? `${step} depends on ${id}, which is in another list of steps.`
      : `${step} depends on ${id}, which does not exist.`,
    near === undefined
      ? `Name a step of the same list${others.length ? `: ${choices(others)}` : ''}.`
      : `Did you mean ${near}?`,
  );
}

/** Names that would take one another's place: AWS refuses an inner variable that has the name of an outer one. */
export function checkNames(definition: WorkflowDefinition, report: Report): void {
  const placed = allSteps(definition);
  const ids = new Set(placed.map(({ step }) => step.id));
  const variables = new Set(Object.keys(definition.variables));
  const isKnown = (name: string): boolean => ids.has(name) || variables.has(name);
  const taken = (step: string | undefined, name: string, by: string) =>
    report.error('NameTaken', step, `$${name} would be both ${by}.`, 'Give one of them another name.');
  for (const name of [...ids, ...variables])
    if (JSONATA_FUNCTIONS.has(name)) taken(ids.has(name) ? name : undefined, name, 'a value and a function of JSONata');
  for (const name of variables) if (ids.has(name)) taken(name, name, 'a variable and the output of a step');
  for (const { step, list } of placed) {
    if (step.kind === 'map') {
      const outer = list.within.find((one) => one.kind === 'map' && one.as === step.as);
      if (outer) taken(step.id, step.as, `the item of ${outer.id} and of ${step.id} inside it`);
      for (const name of [step.as, indexVariable(step)])
        if (isKnown(name)) taken(step.id, name, `the item of ${step.id} and a step or variable`);
    }
    if ((step.kind === 'loop' || step.kind === 'debate') && isKnown(roundVariable(step)))
      taken(step.id, roundVariable(step), `the round of ${step.id} and a step or variable`);
    if (step.catch && isKnown(errorVariable(step)))
      taken(step.id, errorVariable(step), `what ${step.id} catches and a step or variable`);
    if (step.kind === 'transform')
      for (const name of Object.keys(step.set)) if (ids.has(name)) taken(step.id, name, 'set and the output of a step');
  }
}

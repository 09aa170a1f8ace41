/** Walking a definition: every step with the block it stands in, and which step a state of the compiled machine belongs to. */
import type { Step, WorkflowDefinition } from '../../contracts/workflow.ts';

/** One list of steps. Its label is for people and for names of states: empty for the workflow's own list. */
export interface StepList {
  readonly steps: readonly Step[];
  /** `review` for the steps of a block, `review: branch 2`, `review: otherwise`, `review: catch 1`. */
  readonly label: string;
  /** In a parallel, no step follows another unless it says so. */
  readonly independent: boolean;
  /** The steps that it stands in, outermost first. */
  readonly within: readonly Step[];
}

export interface PlacedStep {
  readonly step: Step;
  readonly list: StepList;
}

export const rootList = ({ steps }: WorkflowDefinition): StepList => ({
  steps,
  label: '',
  independent: false,
  within: [],
});

/** The lists within one step, in the order in which they are written; those of its catchers last. */
export function listsIn(step: Step, within: readonly Step[] = []): StepList[] {
  const inside = [...within, step];
  const list = (steps: readonly Step[] | undefined, label: string, independent = false): StepList[] =>
    steps ? [{ steps, label, independent, within: inside }] : [];
  const own =
    step.kind === 'condition'
      ? [
          ...step.branches.flatMap(({ steps }, i) => list(steps, `${step.id}: branch ${i + 1}`)),
          ...list(step.otherwise, `${step.id}: otherwise`),
        ]
      : 'steps' in step
        ? list(step.steps, step.id, step.kind === 'parallel')
        : [];
  return [...own, ...(step.catch ?? []).flatMap(({ steps }, i) => list(steps, `${step.id}: catch ${i + 1}`))];
}

/** Every list of a definition, outer ones before those within them. Iterative: a hostile definition may be deep. */
export function allLists(definition: WorkflowDefinition): StepList[] {
  const found = [rootList(definition)];
  // Grows while it is walked.
  for (const list of found)
    for (const step of list.steps) for (const inner of listsIn(step, list.within)) found.push(inner);
  return found;
}

/** Every step, those of outer lists before those within them. */
export const allSteps = (definition: WorkflowDefinition): PlacedStep[] =>
  allLists(definition).flatMap((list) => list.steps.map((step) => ({ step, list })));

/** How many lists lie around a step: 1 for those of the workflow itself. */
export const depthOf = ({ list }: PlacedStep): number => list.within.length + 1;

/** The step that it stands in, if any. */
export const parentOf = ({ list }: PlacedStep): Step | undefined => list.within.at(-1);

/** The id of the step that a state belongs to: `review` for `review` and `review: escalated`; empty for what is the workflow's own (`wave 2`). */
export const stepOfState = (stateName: string): string => /^[a-z][A-Za-z0-9]*(?=$|:)/.exec(stateName)?.[0] ?? '';

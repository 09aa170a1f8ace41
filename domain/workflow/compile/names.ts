/** Variables that a step brings with it. Those with a low line are the compiler's own: authors' words have none. */
import type { Step, StepOf } from '../../../contracts/workflow.ts';
import { levelsOf } from '../levels.ts';
import { listsIn, type StepList } from '../steps.ts';

/** What a catcher caught. */
export const errorVariable = (step: { readonly id: string }): string => `${step.id}Error`;
export const roundVariable = (step: { readonly id: string }): string => `${step.id}Round`;
export const indexVariable = ({ as }: StepOf<'map'>): string => `${as}Index`;
/** The output of a step that shares its branch with others. */
export const keptVariable = (id: string): string => `${id}_output`;
/** What a debate remembers. */
export const debateVariable = ({ id }: StepOf<'debate'>, what: 'debaters' | 'rounds' | 'turns' | 'judgement'): string =>
  `${id}_${what}`;

/** The variables that a step assigns besides its output; not those of the steps within it. */
export const ownVariables = (step: Step): string[] => [
  ...(step.catch ? [errorVariable(step)] : []),
  ...(step.kind === 'loop' || step.kind === 'debate' ? [roundVariable(step)] : []),
  ...(step.kind === 'map' ? [step.as, indexVariable(step)] : []),
  ...(step.kind === 'transform' ? Object.keys(step.set) : []),
];

/** Every variable that some state of a step, or of the steps within it, may assign as it ends. */
const assignedWithin = (step: Step): string[] => [
  step.id,
  ...ownVariables(step),
  ...listsIn(step).flatMap(({ steps }) => steps.flatMap(assignedWithin)),
];

/** What the last states of a list may assign: it is not seen yet by what they give. */
export const assignedLast = ({ steps, independent }: StepList): string[] =>
  (levelsOf(steps, independent).levels.at(-1) ?? []).flatMap(assignedWithin);

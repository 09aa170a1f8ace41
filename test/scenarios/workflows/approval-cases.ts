/**
 * Where an approval may stand in a workflow: a row for each, with what is asked at once and which errands are run around it. Every
 * row runs `before`, its own steps, `after`; what is decided is in its result, with the place of each decision as the reason.
 */
import type { WorkflowInput } from '../../../contracts/workflow.ts';

export type Steps = WorkflowInput['steps'];

export interface ApprovalCase {
  readonly title: string;
  /** The first word of its workflows' ids. */
  readonly id: string;
  /** @param inner the workflow that one of them may run */
  steps(inner: string): Steps;
  /** Where the decisions are, once all is done. */
  readonly decided: string;
  /** Of the workflow that is run. */
  readonly inner?: Steps;
  /** What waits for a decision at once, one round after the other: the step and, in blocks, its place. */
  readonly asks: readonly (readonly string[])[];
  /** Those of them whose decisions its output tells, if not all. */
  readonly tells?: readonly string[];
  /** Its errands besides `before` and `after`. */
  readonly errands: readonly string[];
}

/** An errand whose text begins with the run that it is of: the clerk counts texts. */
export const errand = (id: string, text = `' ${id}'`): Steps[number] => ({
  id,
  kind: 'task',
  to: 'clerk',
  type: 'office.errand',
  payload: { text: `{% $input.run & ${text} %}` },
  reply: 'office.errand.done',
});

export const DEADLINE_S = 600;

export const gate = (id: string, more: object = {}): Steps[number] =>
  ({
    id,
    kind: 'approval',
    approvers: ['role:admin'],
    question: 'Shall it go on?',
    show: { run: '{% $input.run %}' },
    timeoutS: DEADLINE_S,
    ...more,
  }) as Steps[number];

/** Fails in an execution that was never redriven. */
export const onceRedriven = (id: string): Steps[number] => ({
  id,
  kind: 'transform',
  output: `{% $states.context.Execution.RedriveCount > 0 ? 'well' : $error('It fails once.') %}`,
});

const nested = (inner: string): Steps => [
  { id: 'nested', kind: 'subworkflow', workflow: inner, input: { run: '{% $input.run %}' } },
];

export const CASES: readonly ApprovalCase[] = [
  {
    ...{ title: 'at top level', id: 'top', decided: '{% $release %}' },
    steps: () => [gate('release')],
    ...{ asks: [['release']], errands: [] },
  },
  {
    ...{ title: 'in a parallel branch', id: 'branch', decided: '{% $both %}' },
    steps: () => [{ id: 'both', kind: 'parallel', steps: [gate('release'), errand('beside')] }],
    ...{ asks: [['release']], errands: ['beside'] },
  },
  {
    ...{ title: 'in two branches at once', id: 'branches', decided: '{% $both %}' },
    steps: () => [
      {
        id: 'both',
        kind: 'parallel',
        steps: [gate('left'), { ...errand('onLeft'), dependsOn: ['left'] }, gate('right')],
      },
    ],
    ...{ asks: [['left', 'right']], errands: ['onLeft'] },
  },
  {
    ...{ title: 'in a nested workflow', id: 'nested', decided: '{% $nested %}' },
    steps: nested,
    inner: [errand('inside'), gate('release'), errand('outside')],
    ...{ asks: [['release']], errands: ['inside', 'outside'] },
  },
  {
    ...{ title: 'in a map', id: 'map', decided: '{% $everyone %}' },
    steps: () => [
      {
        id: 'everyone',
        kind: 'map',
        over: ['Ada', 'Bo', 'Cy'],
        as: 'name',
        steps: [errand('prepare', `' prepare ' & $name`), gate('release'), errand('finish', `' finish ' & $name`)],
        result: '{% $release %}',
      },
    ],
    asks: [['release 0', 'release 1', 'release 2']],
    errands: ['prepare Ada', 'prepare Bo', 'prepare Cy', 'finish Ada', 'finish Bo', 'finish Cy'],
  },
  {
    ...{ title: 'in a loop', id: 'loop', decided: '{% $decided %}' },
    steps: () => [
      {
        id: 'again',
        kind: 'loop',
        steps: [
          errand('knock', `' knock ' & $againRound`),
          gate('release'),
          { id: 'note', kind: 'transform', set: { decided: '{% $append($decided, [$release]) %}' } },
        ],
        until: '{% $againRound >= 2 %}',
        maxRounds: 3,
      },
    ],
    ...{ asks: [['release 1'], ['release 2']], errands: ['knock 1', 'knock 2'] },
  },
  {
    ...{ title: 'in a loop in a map', id: 'deep', decided: '{% $everyone %}' },
    steps: () => [
      {
        id: 'everyone',
        kind: 'map',
        over: ['Ada', 'Bo'],
        as: 'name',
        steps: [
          {
            id: 'again',
            kind: 'loop',
            steps: [errand('knock', `' knock ' & $name & $string($againRound)`), gate('release')],
            until: '{% $againRound >= 2 %}',
            maxRounds: 3,
          },
        ],
        result: '{% $release %}',
      },
    ],
    asks: [
      ['release 0.1', 'release 1.1'],
      ['release 0.2', 'release 1.2'],
    ],
    tells: ['release 0.2', 'release 1.2'],
    errands: ['knock Ada1', 'knock Ada2', 'knock Bo1', 'knock Bo2'],
  },
];

interface Made {
  /** Begins the ids of its workflows. */
  readonly id: string;
  /** Between its steps and `after`. */
  readonly late?: Steps;
}

/** The workflows of a row, in the order in which they are registered; the last is the one to start. */
export function definitionsOf(of: ApprovalCase, { id, late = [] }: Made): WorkflowInput[] {
  const inner = `${id}-inner`;
  const common = {
    participants: { clerk: 'agent:office.clerk' },
    variables: { decided: [] },
    ...{ stepTimeoutS: 3_000, timeoutS: 7_200 },
  };
  const nestedOne = of.inner && {
    ...{ ...common, id: inner, title: `Nested ${of.title}`, steps: of.inner, result: '{% $release %}' },
  };
  return [
    ...(nestedOne ? [nestedOne] : []),
    {
      ...{ ...common, id, title: `Asks ${of.title}` },
      steps: [errand('before'), ...of.steps(inner), ...late, errand('after')],
      result: { decided: of.decided, after: '{% $after.text %}' },
    },
  ];
}

/** The reasons of all decisions that its output tells. */
export const reasonsOf = ({ asks, tells = asks.flat() }: ApprovalCase): string[] => [...tells].sort();

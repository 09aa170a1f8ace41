/**
 * Ten workflows of different kinds for a process that is killed while they run: three wait for a person, one for a message, one for
 * its time, and five are at work. Every errand has a text of its own, by which the clerks count it.
 */
import type { WorkflowInput } from '../../../contracts/workflow.ts';

type Steps = WorkflowInput['steps'];
type Step = Steps[number];

const DAY_S = 86_400;
/** How long one of them rests. */
export const REST_S = 3_000;
/** Every execution has this name. */
export const RUN = 'killed';

const workflow = (id: string, steps: Steps): WorkflowInput => ({
  id,
  title: `Is killed as ${id}`,
  participants: { clerk: 'agent:office.clerk', archivist: 'agent:office.archivist' },
  stepTimeoutS: 3_600,
  timeoutS: 10 * DAY_S,
  steps,
});

const errand = (id: string, text = id, more: object = {}): Step =>
  ({
    ...{ id, kind: 'task', to: 'clerk', type: 'office.errand', reply: 'office.errand.done' },
    payload: { text },
    ...more,
  }) as Step;

const queued = { to: 'archivist' };

const gate = (id: string, more: object = {}): Step =>
  ({
    ...{ id, kind: 'approval', approvers: ['role:admin'], question: 'Shall it go on?', timeoutS: 5 * DAY_S },
    ...more,
  }) as Step;

/** Where each waits when nothing is left to do but what somebody else must. */
export const WAITING: Readonly<Record<string, { readonly step: string; readonly definition: WorkflowInput }>> = {
  'crash-gate': {
    step: 'release',
    definition: workflow('crash-gate', [errand('gateBefore'), gate('release'), errand('gateAfter')]),
  },
  'crash-branch': {
    step: 'agree',
    definition: workflow('crash-branch', [
      { id: 'both', kind: 'parallel', steps: [errand('beside'), gate('agree'), errand('beyond', 'beyond', queued)] },
      errand('branchAfter'),
    ]),
  },
  'crash-escalated': {
    step: 'sign',
    definition: workflow('crash-escalated', [
      gate('sign', { escalation: { afterS: 2 * DAY_S, to: ['role:operator'] } }),
      errand('signed', 'signed', queued),
    ]),
  },
  'crash-message': {
    step: 'arrival',
    definition: workflow('crash-message', [
      errand('expected'),
      {
        ...{ id: 'arrival', kind: 'wait', timeoutS: 5 * DAY_S },
        message: { type: 'office.delivery', where: { 'payload.order': 'crash-17' } },
      } as Step,
      errand('arrived'),
    ]),
  },
  'crash-rest': {
    step: 'rest',
    definition: workflow('crash-rest', [errand('tired'), { id: 'rest', kind: 'wait', forS: REST_S }, errand('rested')]),
  },
};

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

const small = workflow('crash-small', [errand('smallFirst'), errand('smallSecond', 'smallSecond', queued)]);

export const WORKING: readonly WorkflowInput[] = [
  workflow('crash-chain', [
    ...numbers(6).map((n) => errand(`chain${n}`, `chain${n}`, n % 3 === 0 ? queued : {})),
    { id: 'tell', kind: 'message', type: 'office.notice', payload: { text: 'the chain is done' } },
  ]),
  workflow('crash-map', [
    {
      ...{ id: 'everyone', kind: 'map', over: numbers(5), as: 'guest', limit: 3 },
      steps: [
        errand('greet', "{% 'greet' & $string($guest) %}"),
        errand('thank', "{% 'thank' & $string($guest) %}", queued),
      ],
    } as Step,
  ]),
  workflow('crash-loop', [
    {
      ...{ id: 'again', kind: 'loop', until: '{% $againRound >= 5 %}', maxRounds: 9 },
      steps: [errand('knock', "{% 'knock' & $string($againRound) %}")],
    } as Step,
  ]),
  workflow('crash-retry', [
    errand('stubborn', 'stubborn', {
      payload: { text: 'stubborn', fails: 5 },
      retry: { maxAttempts: 20, firstDelayS: 1, jitter: 'none' },
    }),
    errand('relieved'),
  ]),
  workflow('crash-together', [
    {
      ...{ id: 'ask', kind: 'coordination', to: ['clerk', 'archivist'] },
      ...{ type: 'office.errand', payload: { text: 'together' }, reply: 'office.errand.done' },
    } as Step,
    {
      id: 'graph',
      kind: 'parallel',
      limit: 2,
      steps: [
        errand('left'),
        errand('right', 'right', queued),
        { ...errand('joined'), dependsOn: ['left', 'right'] } as Step,
      ],
    },
    { id: 'nested', kind: 'subworkflow', workflow: small.id },
  ]),
];

export const DEFINITIONS: readonly WorkflowInput[] = [
  small,
  ...Object.values(WAITING).map(({ definition }) => definition),
  ...WORKING,
];

/** Each errand that must have been run, once, by the agent that it was given to. */
export const ERRANDS: Readonly<Record<'clerk' | 'archivist', readonly string[]>> = {
  clerk: [
    ...['gateBefore', 'gateAfter', 'beside', 'branchAfter', 'expected', 'arrived', 'tired', 'rested'],
    ...['chain1', 'chain2', 'chain4', 'chain5', 'stubborn', 'relieved', 'together', 'left', 'joined', 'smallFirst'],
    ...numbers(5).flatMap((n) => [`greet${n}`, `knock${n}`]),
  ].sort(),
  archivist: [
    ...['beyond', 'signed', 'chain3', 'chain6', 'together', 'right', 'smallSecond'],
    ...numbers(5).map((n) => `thank${n}`),
  ].sort(),
};

/** The workflows that the bench registers. */
import type { StepsInput, WorkflowInput } from '../../contracts/workflow.ts';
import { FLOWS, type Flow } from './flows.ts';

export type Way = 'direct' | 'queued' | 'slow';

const PARTICIPANTS = { direct: 'agent:bench.direct', queued: 'agent:bench.queued', slow: 'agent:bench.slow' } as const;
const TIMES = { timeoutS: 3_600, stepTimeoutS: 60 };
const about = (id: string, title: string, ...ways: Way[]) => ({
  id,
  title,
  participants: Object.fromEntries(ways.map((way) => [way, PARTICIPANTS[way]])),
  ...TIMES,
});

const ask = (id: string, way: Way, text: string) => ({
  kind: 'task' as const,
  id,
  to: way,
  type: `bench.${way}.asked`,
  payload: { text },
  reply: `bench.${way}.answered`,
});

const chain = (way: Way, length: number): StepsInput =>
  Array.from({ length }, (_, i) => ask(`step${i + 1}`, way, i === 0 ? '{% $input.text %}' : `{% $step${i}.text %}`));

/** Each step gets what the one before it gave; the result is the last one's, as it is unless told. */
export const flow = (of: Flow, way: Way): WorkflowInput => ({
  ...about(`${of.toLowerCase()}-${way}`, `${FLOWS[of]} steps, ${way}`, way),
  steps: chain(way, FLOWS[of]),
});

/** So many independent tasks of the slow agent, at once or one after the other. */
export const work = (tasks: number, how: 'parallel' | 'sequence'): WorkflowInput => {
  const steps: StepsInput = Array.from({ length: tasks }, (_, i) => ask(`task${i + 1}`, 'slow', '{% $input.text %}'));
  return {
    ...about(`work-${how}`, `${tasks} tasks, ${how}`, 'slow'),
    steps: how === 'sequence' ? steps : [{ kind: 'parallel', id: 'all', steps }],
  };
};

export const approval: WorkflowInput = {
  ...about('approval', 'Waits for a person'),
  steps: [
    {
      kind: 'approval',
      id: 'approve',
      approvers: ['role:operator', 'role:admin'],
      question: 'Go on?',
      timeoutS: 3_000,
    },
  ],
  result: '{% $approve.approved %}',
};

/** Ten steps of many kinds, three of which ask an agent. */
export const tenSteps: WorkflowInput = {
  ...about('ten-steps', 'Ten steps of many kinds', 'direct'),
  variables: { greeting: '' },
  steps: [
    { kind: 'transform', id: 'prepare', set: { greeting: "{% 'Hello, ' & $input.text %}" } },
    ask('look', 'direct', '{% $greeting %}'),
    {
      kind: 'condition',
      id: 'check',
      branches: [
        {
          when: '{% $length($look.text) > 3 %}',
          title: 'long enough',
          steps: [{ kind: 'message', id: 'tell', type: 'bench.told', payload: { text: '{% $look.text %}' } }],
        },
      ],
    },
    { kind: 'wait', id: 'pause', forS: 1 },
    {
      kind: 'parallel',
      id: 'both',
      steps: [ask('left', 'direct', '{% $look.text %}'), ask('right', 'direct', '{% $greeting %}')],
    },
    { kind: 'transform', id: 'summary', output: { text: '{% $both.left.text & $both.right.text %}' } },
    { kind: 'message', id: 'done', type: 'bench.told', payload: { text: '{% $summary.text %}' } },
  ],
  result: '{% $summary %}',
};

/** Random definitions: every kind of step, blocks in blocks, with each thing that changes what is made of them. */
import fc from 'fast-check';
import { type WorkflowDefinition, type WorkflowInput, workflowSchema } from '../../contracts/workflow.ts';

type StepInput = WorkflowInput['steps'][number];

export const PARTICIPANTS = { ana: 'agent:trial.ana', bo: 'role:bo' };

/** What the compiler asks of its surroundings: messages of `trial.…` have channels. */
export const ENV = {
  prefix: 'signalbox-dev',
  channelOf: (type: string) => (type.startsWith('trial.') ? `${type.split('.', 2).join('.')}.in` : undefined),
};

export const definitionOf = (steps: readonly StepInput[], rest: Partial<WorkflowInput> = {}): WorkflowDefinition =>
  workflowSchema.parse({ id: 'trial', title: 'A trial', participants: PARTICIPANTS, steps, ...rest });

const asked = { type: 'trial.do', reply: 'trial.done', payload: { n: '{% $input.n %}' } };

const plain: readonly object[] = [
  { kind: 'task', to: 'ana', ...asked },
  { kind: 'task', to: 'ana', ...asked, timeoutS: 60, heartbeatS: 10, priority: 'critical', retry: { maxAttempts: 3 } },
  { kind: 'message', to: 'bo', type: 'trial.tell', payload: {} },
  { kind: 'message', type: 'trial.tell', payload: 1, expects: 'ack' },
  { kind: 'coordination', to: ['ana', 'bo'], ...asked, until: { quorum: 1 } },
  { kind: 'coordination', to: ['ana', 'bo'], ...asked, missing: 'continue', retry: { maxAttempts: 2 } },
  { kind: 'wait', forS: 5 },
  { kind: 'wait', message: { type: 'trial.happened', where: { 'payload.n': '{% $input.n %}' } } },
  { kind: 'approval', approvers: ['role:operator'], question: 'Well?', timeoutS: 100 },
  {
    kind: 'approval',
    approvers: ['role:operator'],
    question: '{% "n = " & $input.n %}',
    timeoutS: 100,
    escalation: { afterS: 10, to: ['role:admin'] },
    onTimeout: 'reject',
  },
  { kind: 'subworkflow', workflow: 'other' },
  {
    kind: 'debate',
    topic: '{% $input.topic %}',
    debaters: ['ana', 'bo'],
    moderator: 'ana',
    turn: { type: 'trial.speak', reply: 'trial.spoken' },
    judge: { type: 'trial.judge', reply: 'trial.judged' },
  },
  { kind: 'transform', output: '{% $input.n + 1 %}' },
];

interface Shape {
  readonly kind: number;
  readonly lists: readonly (readonly Shape[])[];
  readonly follows: 'before' | 'nothing' | 'some';
  readonly limit: number;
  readonly caught: 'no' | 'output' | 'steps' | 'fail';
}

const shapes = (depth: number): fc.Arbitrary<readonly Shape[]> =>
  fc.array(
    fc.record({
      kind: fc.nat({ max: plain.length + (depth > 0 ? 15 : -1) }),
      lists: depth > 0 ? fc.array(shapes(depth - 1), { minLength: 2, maxLength: 2 }) : fc.constant([]),
      follows: fc.constantFrom('before' as const, 'nothing' as const, 'some' as const),
      limit: fc.integer({ min: 1, max: 4 }),
      caught: fc.constantFrom('no' as const, 'no' as const, 'output' as const, 'steps' as const, 'fail' as const),
    }),
    { minLength: 1, maxLength: 4 },
  );

/** Ids are given in the order in which the steps are written. */
function stepsOf(list: readonly Shape[], next: () => string): StepInput[] {
  const ids: string[] = [];
  return list.map((shape) => {
    const id = next();
    const before = ids.filter((_, i) => (i + shape.kind) % 2 === 0);
    ids.push(id);
    const dependsOn = shape.follows === 'nothing' ? [] : shape.follows === 'some' ? before : undefined;
    const step = { ...kindOf(shape, id, next), ...(dependsOn && { dependsOn }) } as StepInput;
    return { ...step, ...catchOf(shape, next) } as StepInput;
  });
}

function kindOf({ kind, lists: [first = [], second = []], limit }: Shape, id: string, next: () => string): object {
  const simple = plain[kind];
  if (simple) return { ...simple, id };
  const inside = (list: readonly Shape[]) => stepsOf(list.length > 0 ? list : [{ ...LEAF }], next);
  switch (kind % 4) {
    case 0:
      return {
        id,
        kind: 'condition',
        branches: [{ when: '{% $input.n > 1 %}', title: 'Large', steps: inside(first) }, { when: '{% false %}' }],
        ...(limit > 2 && { otherwise: inside(second) }),
      };
    case 1:
      return { id, kind: 'parallel', ...(limit < 4 && { limit }), steps: inside(first) };
    case 2:
      return {
        id,
        kind: 'map',
        over: '{% [1, 2] %}',
        as: `${id}Item`,
        steps: inside(first),
        ...(limit > 2 && { result: { i: `{% $${id}ItemIndex %}` } }),
      };
    default:
      return {
        id,
        kind: 'loop',
        until: '{% true %}',
        maxRounds: limit,
        exhausted: limit > 2 ? 'continue' : 'fail',
        steps: inside(first),
      };
  }
}

const LEAF: Shape = { kind: 0, lists: [], follows: 'before', limit: 1, caught: 'no' };

function catchOf({ caught }: Shape, next: () => string): object {
  if (caught === 'no') return {};
  const steps = caught === 'steps' ? { steps: stepsOf([LEAF, LEAF], next) } : {};
  const outcome = caught === 'fail' ? 'fail' : 'continue';
  return { catch: [{ errors: ['States.Timeout'] }, { errors: ['*'], outcome, output: { late: true }, ...steps }] };
}

/** Sound definitions, up to four lists deep. */
export const definitions: fc.Arbitrary<WorkflowDefinition> = fc
  .record({ list: shapes(3), retry: fc.boolean(), result: fc.boolean() })
  .map(({ list, retry, result }) => {
    let made = 0;
    const steps = stepsOf(list, () => {
      made += 1;
      return `s${made}`;
    });
    return definitionOf(steps, {
      variables: { total: 0 },
      ...(retry && { retry: { maxAttempts: 2 } }),
      ...(result && { result: { total: '{% $total %}', first: '{% $s1 %}' } }),
    });
  });

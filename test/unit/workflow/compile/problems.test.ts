/** What the compiler refuses, each with its step and a remedy, and what it says. */
import { expect, test } from 'vitest';
import { MAX_DEPTH, MAX_STEPS, type WorkflowInput } from '../../../../contracts/workflow.ts';
import { compileWorkflow, WorkflowError } from '../../../../domain/workflow/compile.ts';
import { definitionOf, ENV } from '../../../kit/workflow-definitions.ts';

type StepInput = WorkflowInput['steps'][number];

function problemsOf(steps: readonly StepInput[], rest: Partial<WorkflowInput> = {}) {
  try {
    compileWorkflow(definitionOf(steps, rest), ENV);
  } catch (error) {
    if (error instanceof WorkflowError) return error.problems;
    throw error;
  }
  return [];
}

const step = (id: string, rest: object = {}): StepInput => ({ id, kind: 'transform', ...rest }) as StepInput;
const task = (id: string, rest: object = {}): StepInput =>
  ({ id, kind: 'task', to: 'ana', type: 'trial.do', reply: 'trial.done', payload: {}, ...rest }) as StepInput;
const block = (id: string, steps: StepInput[], rest: object = {}): StepInput =>
  ({ id, kind: 'parallel', steps, ...rest }) as StepInput;
const approval = (rest: object): StepInput =>
  ({ id: 'a', kind: 'approval', approvers: ['role:operator'], question: 'Well?', ...rest }) as StepInput;

test.each<[string, StepInput[], string | undefined, RegExp]>([
  ['a cycle', [step('a', { dependsOn: ['c'] }), step('b'), step('c')], 'a', /a -> c -> b -> a/],
  ['a step that waits for itself', [step('a', { dependsOn: ['a'] })], 'a', /a -> a/],
  [
    'a cycle in a block',
    [block('p', [step('a', { dependsOn: ['b'] }), step('b', { dependsOn: ['a'] })])],
    'a',
    /a -> b -> a/,
  ],
  ['an unknown dependency', [step('a'), step('b', { dependsOn: ['x'] })], 'b', /x, which is no step/],
  ['a dependency in another list', [block('p', [step('a')]), step('b', { dependsOn: ['a'] })], 'b', /another list/],
  ['an id twice', [step('a'), block('p', [step('a')])], 'a', /unique/],
  ['an unknown participant', [task('a', { to: 'cy' })], 'a', /cy.*ana, bo/],
  ['an id that is a function', [step('sum')], 'sum', /function/],
  ['a variable that is a step', [step('a', { set: { b: 1 } }), step('b')], 'a', /sets b/],
  ['an item that is a step', [step('item'), { id: 'm', kind: 'map', over: [1], steps: [step('a')] }], 'm', /item/],
  [
    'maps in maps with one name for their items',
    [{ id: 'm', kind: 'map', over: [1], steps: [{ id: 'n', kind: 'map', over: [1], steps: [step('a')] }] }],
    'n',
    /item.*lies around/,
  ],
  ['a variable that is set at the same time', [block('p', [step('a', { set: { total: 1 } })])], 'a', /total/],
  [
    'a variable that is set in a wave',
    [
      task('a'),
      {
        id: 'b',
        kind: 'condition',
        branches: [{ when: '{% true %}', steps: [step('c', { set: { total: 1 } })] }],
        dependsOn: [],
      },
    ],
    'c',
    /total/,
  ],
  ['a timeout of a block', [block('p', [step('a')], { timeoutS: 5 })], 'p', /no timeout/],
  ['a heartbeat of nobody', [approval({ heartbeatS: 5 })], 'a', /signs of life/],
  ['a heartbeat as long as the timeout', [task('a', { heartbeatS: 300 })], 'a', /300/],
  ['an approval that is tried again', [approval({ retry: { maxAttempts: 2 } })], 'a', /not tried again/],
  [
    'an escalation after the end',
    [approval({ timeoutS: 10, escalation: { afterS: 10, to: ['role:admin'] } })],
    'a',
    /10 s/,
  ],
  ['a wait for two things', [{ id: 'a', kind: 'wait', forS: 1, until: '2026-01-01T00:00:00Z' }], 'a', /2 of/],
  ['a wait for nothing', [{ id: 'a', kind: 'wait' }], 'a', /0 of/],
  ['a type without a channel', [{ id: 'a', kind: 'message', type: 'other.tell', payload: 1 }], 'a', /other\.tell/],
  [
    'a reply of no type',
    [{ id: 'a', kind: 'message', type: 'trial.tell', payload: 1, expects: 'reply' }],
    'a',
    /no type/,
  ],
  [
    'a reply that is not expected',
    [{ id: 'a', kind: 'message', type: 'trial.tell', payload: 1, reply: 'trial.b' }],
    'a',
    /expects none/,
  ],
  [
    'a catcher after one for all',
    [task('a', { catch: [{ errors: ['*'] }, { errors: ['Rejected'] }] })],
    'a',
    /never caught/,
  ],
  [
    'items with expressions within',
    [{ id: 'a', kind: 'map', over: ['{% $input.x %}'], steps: [step('b')] }],
    'a',
    /expressions within/,
  ],
])('%s', (_what, steps, at, rule) => {
  const found = problemsOf(steps, { variables: { total: 0 } });
  expect(found).toHaveLength(1);
  expect(found[0]?.step).toBe(at);
  expect(found[0]?.rule).toMatch(rule);
  expect(found[0]?.remedy).toMatch(/\.$/);
});

test('too many steps are counted, those within others too', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => step(`s${i}`));
  expect(problemsOf(many(MAX_STEPS))).toEqual([]);
  expect(problemsOf([block('p', many(MAX_STEPS))])).toMatchObject([{ rule: expect.stringContaining('501') }]);
  expect(problemsOf(many(10_000))).toMatchObject([{ rule: expect.stringContaining('10000') }]);
});

test('lists may be so deep and no deeper', () => {
  const deep = (depth: number): StepInput => (depth === 1 ? step('leaf') : block(`p${depth}`, [deep(depth - 1)]));
  expect(problemsOf([deep(MAX_DEPTH)])).toEqual([]);
  expect(problemsOf([deep(MAX_DEPTH + 1)])).toMatchObject([
    { step: 'p2', rule: expect.stringContaining('9 lists deep') },
  ]);
});

test('everything that is wrong is told at once, in one message', () => {
  const steps = [task('a', { to: 'cy' }), task('b', { to: 'di', heartbeatS: 999 })];
  expect(problemsOf(steps).map(({ step: at }) => at)).toEqual(['a', 'b', 'b']);
  expect(() => compileWorkflow(definitionOf(steps), ENV)).toThrow(/Workflow trial .*Step a: .*cy.*Step b: .*di/s);
});

test('a transform of a wave may set variables, and maps side by side may name their items alike', () => {
  const map = (id: string, inner: string): StepInput => ({ id, kind: 'map', over: [1], steps: [step(inner)] });
  const steps = [task('a'), step('b', { set: { total: 1 }, dependsOn: [] }), map('m', 'x'), map('n', 'y')];
  expect(problemsOf(steps, { variables: { total: 0 } })).toEqual([]);
});

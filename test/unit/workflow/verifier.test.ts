/** What the corpus does not say: several defects at once, bounds, what is too large, and that the judge is quick and does not guess. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workflowSchema } from '../../../contracts/workflow.ts';
import { boundsOf, verifyWorkflow } from '../../../domain/workflow/verify.ts';
import { definitions } from '../../kit/workflow-definitions.ts';
import { catalogue } from './corpus/depot.ts';

/** As JSON has them: the schema says whether they are steps. */
type StepsInput = readonly object[];
const env = { catalogue, workflows: new Map() };
const trial = (steps: StepsInput, more: object = {}) =>
  workflowSchema.parse({ id: 'trial', title: 'Trial', stepTimeoutS: 60, ...more, steps });
const codes = (...given: Parameters<typeof trial>) =>
  verifyWorkflow(trial(...given), env).map(({ code, step }) => `${code} ${step ?? '-'}`);

const clerk = { participants: { clerk: 'agent:depot.clerk' } };
const count = (id: string, more: object = {}) => ({
  ...{ id, kind: 'task', to: 'clerk', type: 'depot.stock.requested', payload: { shelf: 'A1' } },
  ...{ reply: 'depot.stock.counted', ...more },
});
const notice = (id: string, text = 'done', more: object = {}) => ({
  id,
  kind: 'message',
  type: 'depot.notice.sent',
  payload: { text },
  ...more,
});

test('tells every defect, errors first, in the order of the steps', () => {
  const steps: StepsInput = [
    notice('one', '{% $missing %}'),
    count('two', { payload: { shelf: 7 }, retry: { maxAttempts: 2, errors: ['Rejected'] } }),
    notice('three', '{% $two.nothing %}'),
  ];
  expect(codes(steps, clerk)).toEqual([
    'UnknownVariable one',
    'PayloadMisfit two',
    'NoSuchField three',
    'RetryCannotHelp two',
  ]);
});

test('a finding says where, what and what to do', () => {
  const [finding] = verifyWorkflow(trial([notice('tell', '{% $fetchd %}'), count('fetched')], clerk), env);
  expect(finding).toEqual({
    severity: 'error',
    code: 'UnknownVariable',
    step: 'tell',
    message: '$fetchd is used, but no step and no variable has that name.',
    remedy: 'Did you mean $fetched?',
  });
});

test('what it does not know it does not accuse', () => {
  const steps: StepsInput = [
    count('fetch', { payload: '{% $input %}', to: '{% $input.who %}' }),
    {
      id: 'choose',
      kind: 'condition',
      branches: [{ when: '{% $input.a.b > $fetch.total %}', steps: [notice('tell')] }],
    },
    { id: 'every', kind: 'map', over: '{% $input.list %}', steps: [notice('one', '{% $item.name.first %}')] },
  ];
  expect(codes(steps)).toEqual([]);
});

test('a payload that no state carries is refused before it is sent', () => {
  expect(codes([notice('tell', 'x'.repeat(300_000))])).toEqual(['TooLarge tell']);
});

test('ten thousand steps are one finding', () => {
  const steps = Array.from({ length: 10_000 }, (_, i) => notice(`s${i}`));
  expect(codes(steps)).toEqual(['TooManySteps -']);
});

test('steps that are not parsed in order do not matter: dependencies do', () => {
  const steps: StepsInput = [
    notice('tell', '{% $string($fetch.total) %}', { dependsOn: ['fetch'] }),
    count('fetch', { dependsOn: [] }),
  ];
  expect(codes(steps, clerk)).toEqual([]);
});

test('texts, regular expressions and names of functions are no variables', () => {
  const text = "{% $replace('$notAVariable input.total', /\\$also[a-z]+/, '') & $string($count([1, 2])) %}";
  expect(codes([notice('tell', text)])).toEqual([]);
});

test('an approval is a guard only as long as the condition asks for it', () => {
  const withCondition = (when: string): StepsInput => [
    { id: 'gate', kind: 'approval', approvers: ['role:operator'], question: 'Go?', onRejection: 'continue' },
    { id: 'ask', kind: 'condition', branches: [{ when, steps: [notice('act', 'x', { guardedBy: 'gate' })] }] },
  ];
  for (const when of [
    '{% $gate.approved %}',
    '{% $gate.approved = true %}',
    '{% $input.large and $gate.approved %}',
    '{% $not($gate.approved = false) %}',
    '{% $gate.approved ? $input.large > 1 : false %}',
    '{% ($ok := $gate.approved; $ok) %}',
  ])
    expect(codes(withCondition(when)), when).toEqual([]);
  for (const when of ['{% $not($gate.approved) %}', '{% $exists($gate.approved) %}', '{% $input.large > 1 %}'])
    expect(codes(withCondition(when)), when).toEqual(['RejectionIgnored act']);
});

test('bounds: every try, every round, the dearest branch', () => {
  const retry = { maxAttempts: 3, firstDelayS: 2, maxDelayS: 60, base: 2 };
  const one = boundsOf(trial([count('fetch', { retry, timeoutS: 10 })], clerk), env);
  expect(one).toMatchObject({
    transitions: 1 + 3,
    lambdaInvocations: 9,
    messages: 6,
    durationS: 3 * 10 + 2 + 4,
    notes: [],
  });
  const loop: StepsInput = [
    {
      id: 'again',
      kind: 'loop',
      until: '{% $fetch.total > 3 %}',
      maxRounds: 5,
      steps: [count('fetch', { timeoutS: 10 })],
    },
  ];
  expect(boundsOf(trial(loop, clerk), env)).toMatchObject({
    transitions: 1 + 1 + 5 * 2 + 1,
    messages: 10,
    durationS: 50,
  });
  const branches: StepsInput = [
    {
      ...{ id: 'choose', kind: 'condition' },
      branches: [
        { when: '{% $input.a %}', steps: [notice('one'), notice('two')] },
        { when: '{% $input.b %}', steps: [count('fetch', { timeoutS: 7 })] },
      ],
    },
  ];
  expect(boundsOf(trial(branches, clerk), env)).toMatchObject({ lambdaInvocations: 3, messages: 2, durationS: 7 });
});

test('bounds: what is not known is counted once and said, and the workflow ends when its time is up', () => {
  const each: StepsInput = [
    { id: 'every', kind: 'map', over: '{% $input.list %}', steps: [count('fetch', { timeoutS: 500 })] },
  ];
  const bounds = boundsOf(trial(each, { ...clerk, timeoutS: 120 }), env);
  expect(bounds).toMatchObject({ messages: 2, durationS: 120 });
  expect(bounds.notes).toEqual(['every goes over an unknown number of items: one is counted']);
  expect(bounds.perItem).toEqual(['every']);
  const known = boundsOf(
    trial([{ id: 'every', kind: 'map', over: [1, 2, 3], steps: [notice('tell')], limit: 2 }]),
    env,
  );
  expect(known).toMatchObject({ messages: 3, notes: [], perItem: [] });
});

test('bounds: an approval is asked for again when it escalates, and rejected as often as others can make up for', () => {
  const [ann, bob, cat] = ['principal:ann', 'principal:bob', 'principal:cat'];
  const of = (more: object) => {
    const gate = { id: 'gate', kind: 'approval', question: 'Go?', approvers: [ann], ...more };
    const { messages, lambdaInvocations, transitions } = boundsOf(trial([gate]), env);
    expect(lambdaInvocations).toBe(messages);
    return { messages, transitions };
  };
  const escalation = (...to: readonly (string | undefined)[]) => ({ escalation: { afterS: 10, to } });
  expect(of({})).toEqual({ messages: 1 + 1, transitions: 1 + 1 });
  // Two reject, the third decides.
  expect(of({ approvers: [ann, bob, cat, ann] })).toEqual({ messages: 1 + 3, transitions: 2 });
  expect(of({ approvers: [ann, bob, cat], required: 2 }).messages).toBe(1 + 3);
  // The first rejection of a role ends it.
  expect(of({ approvers: [ann, bob, 'role:operator'], required: 2 }).messages).toBe(1 + 2);
  expect(of(escalation(bob))).toEqual({ messages: 2 + 2, transitions: 1 + 2 });
  // Two of three reject before it escalates, then a role decides.
  expect(of({ approvers: [ann, bob, cat], ...escalation('role:admin') }).messages).toBe(2 + 3);
  expect(of({ onTimeout: 'reject' }).transitions).toBe(1 + 2);
});

test('answers start nothing: who asks for the type that starts it goes round in no ring', () => {
  const trigger = { kind: 'message', type: 'depot.stock.counted' };
  expect(codes([count('fetch')], { ...clerk, trigger })).toEqual([]);
  const twin = workflowSchema.parse({
    ...{ id: 'twin', title: 'Twin', trigger, participants: clerk.participants },
    steps: [notice('tell')],
  });
  const found = verifyWorkflow(
    trial([count('fetch')], { ...clerk, trigger: { kind: 'message', type: 'depot.notice.sent' } }),
    {
      catalogue,
      workflows: new Map([['twin', twin]]),
    },
  );
  expect(found.map(({ code }) => code)).not.toContain('MessageCycle');
});

test('bounds: workflows that are started count, and a ring of them is counted once', () => {
  const start = (workflow: string): StepsInput => [{ id: 'start', kind: 'subworkflow', workflow, timeoutS: 30 }];
  const child = workflowSchema.parse({ id: 'child', title: 'Child', steps: [notice('tell'), ...start('trial')] });
  const definition = trial(start('child'));
  const workflows = new Map([['child', child]]);
  const { transitions, messages, dollars } = boundsOf(definition, { catalogue, workflows });
  expect({ transitions, messages }).toEqual({ transitions: 1 + 1 + 1 + 1 + 1, messages: 1 });
  expect(dollars).toBeCloseTo(5 * 0.000025 + 0.000001, 9);
});

test('any definition that compiles has sound expressions and an order, and is judged the same twice', () => {
  // Their agents and types are of no system, and their figures are made up: that much may be said of them.
  const expected = /^(Unknown(Type|Participant|Workflow)|Unreachable|MissingTimeout|NoEffect|LoopsOnce|Unused\w+)$/;
  fc.assert(
    fc.property(definitions, (definition) => {
      const findings = verifyWorkflow(definition, env);
      expect(findings.filter(({ code }) => !expected.test(code))).toEqual([]);
      expect(verifyWorkflow(structuredClone(definition), env)).toEqual(findings);
      expect(boundsOf(definition, env).transitions).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});

test('an expression that is nested without end is a finding, not a crash', () => {
  for (const depth of [500, 3_300, 5_000])
    for (const text of [
      `${'['.repeat(depth)}1${']'.repeat(depth)}`,
      `${'$input.x ? 1 : '.repeat(depth)}1`,
      `${'('.repeat(depth)}1${')'.repeat(depth)}`,
      `${'$not('.repeat(depth)}1${')'.repeat(depth)}`,
    ])
      expect(codes([notice('tell', `{% $string(${text}) %}`)])).toEqual(['BadExpression tell']);
});

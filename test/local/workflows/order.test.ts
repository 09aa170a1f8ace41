/** The order of steps, and blocks in blocks, as Step Functions runs what they are compiled to. */
import { expect, test } from 'vitest';
import { compiledWorkflows, type StepInput, type Steps } from './compiled.ts';

type AnyStep = Steps[number];

const gives = (id: string, answer: unknown, rest: object = {}): AnyStep =>
  ({ id, kind: 'task', to: 'ana', type: 'trial.do', reply: 'trial.done', payload: { answer }, ...rest }) as AnyStep;
const computes = (id: string, output: unknown, rest: object = {}): AnyStep =>
  ({ id, kind: 'transform', output, ...rest }) as AnyStep;

test('a list is a sequence; dependsOn makes a graph of it, in waves', async () => {
  const { run, entered } = await compiledWorkflows();
  const ran = await run([
    gives('a', [1]),
    gives('b', ['{% $a[0] %}', 2], { dependsOn: ['a'] }),
    gives('c', null, { dependsOn: ['a'], priority: 'critical' }),
    computes('d', '{% $a[0] + 10 %}', { dependsOn: ['a'] }),
    gives('e', { b: '{% $b %}', c: '{% $c %}', d: '{% $d %}' }, { dependsOn: ['b', 'c', 'd'] }),
    computes('f', { e: '{% $e %}', a: '{% $a %}' }),
  ]);
  expect(ran).toMatchObject({ status: 'SUCCEEDED', output: { a: [1], e: { b: [1, 2], c: null, d: 11 } } });
  expect((await entered(ran)).filter((name) => name !== 'b' && name !== 'c')).toEqual(['a', 'd', 'wave 2', 'e', 'f']);
});

test('the last wave gives the output of the last step; a result sees every step', async () => {
  const { run } = await compiledWorkflows();
  const steps = [gives('a', 'A'), gives('b', 'B', { dependsOn: [] })];
  expect(await run(steps)).toMatchObject({ output: 'B' });
  const result = { a: '{% $a %}', b: '{% $b %}', name: '{% $execution %}', n: '{% $input.n %}' };
  expect(await run(steps, { n: 3 }, { result })).toMatchObject({ output: { a: 'A', b: 'B', name: 'one', n: 3 } });
});

test('a parallel gives the output of each, with and without a limit', async () => {
  const { run } = await compiledWorkflows();
  const steps = [
    gives('a', 'A'),
    gives('b', 'B', { dependsOn: ['a'] }),
    gives('c', 'C', { priority: 'high' }),
    computes('d', '{% $b & $c %}', { dependsOn: ['b', 'c'] }),
    gives('e', ['E']),
  ];
  const output = { a: 'A', b: 'B', c: 'C', d: 'BC', e: ['E'] };
  for (const limit of [undefined, 1, 2, 4])
    expect(await run([{ id: 'all', kind: 'parallel', ...(limit && { limit }), steps }])).toMatchObject({ output });
  const free = ['a', 'b', 'c'].map((id) => gives(id, id.toUpperCase()));
  for (const limit of [1, 2, 3])
    expect(await run([{ id: 'all', kind: 'parallel', limit, steps: free }])).toMatchObject({
      output: { a: 'A', b: 'B', c: 'C' },
    });
});

test('a condition takes the first branch that holds', async () => {
  const { run, entered } = await compiledWorkflows();
  const steps: Steps = [
    {
      id: 'size',
      kind: 'condition',
      branches: [
        { when: '{% $input.n > 100 %}', title: 'Large', steps: [gives('large', 'L')] },
        { when: '{% $input.n > 10 %}', steps: [gives('middle', 'M'), computes('half', '{% $middle & $middle %}')] },
        { when: '{% $input.n = 0 %}', title: 'Nothing' },
      ],
      otherwise: [{ id: 'inner', kind: 'condition', branches: [{ when: '{% $input.n < 0 %}', title: 'Negative' }] }],
    },
  ];
  const outcome = async (n: number) => (await run(steps, { n })).output;
  expect(await outcome(101)).toEqual({ taken: 'Large', output: 'L' });
  expect(await outcome(11)).toEqual({ taken: 2, output: 'MM' });
  expect(await outcome(0)).toEqual({ taken: 'Nothing', output: null });
  expect(await outcome(-1)).toEqual({ taken: 'otherwise', output: { taken: 'Negative', output: null } });
  expect(await outcome(1)).toEqual({ taken: 'otherwise', output: { taken: 'otherwise', output: null } });
  const goesOn = await run([...steps, computes('after', '{% $size.taken %}')], { n: 0 });
  expect(goesOn).toMatchObject({ output: 'Nothing' });
  expect(await entered(goesOn)).toEqual(['size', 'after']);
});

test('a loop goes round until it is well, and sees the round before', async () => {
  const { run } = await compiledWorkflows();
  const loop = (rest: object): AnyStep =>
    ({
      id: 'draft',
      kind: 'loop',
      maxRounds: 5,
      until: '{% $text.length >= 3 %}',
      steps: [computes('text', { length: '{% ($text = null ? 0 : $text.length) + 1 %}', round: '{% $draftRound %}' })],
      ...rest,
    }) as AnyStep;
  expect(await run([loop({})])).toMatchObject({ output: { rounds: 3, done: true } });
  expect(await run([loop({ maxRounds: 2, exhausted: 'continue' })])).toMatchObject({
    output: { rounds: 2, done: false },
  });
  const failed = await run([loop({ maxRounds: 2 })]);
  expect(failed).toMatchObject({ status: 'FAILED', error: 'RoundsExhausted' });
  expect(JSON.parse(failed.cause ?? '')).toMatchObject({ step: 'draft', reason: expect.stringContaining('2 rounds') });
  const saved = { catch: [{ errors: ['RoundsExhausted'], output: '{% $draftError.Error %}' }] };
  expect(await run([loop({ maxRounds: 2, ...saved })])).toMatchObject({ output: 'RoundsExhausted' });
});

test('a map runs its steps for each item; where a step runs says which item and which round', async () => {
  const { run } = await compiledWorkflows();
  const echo = { ...gives('echo', 0), payload: { echo: true } } as AnyStep;
  const rounds: AnyStep = {
    id: 'rounds',
    kind: 'loop',
    maxRounds: 2,
    until: '{% $roundsRound = 2 %}',
    steps: [echo],
  };
  const items: AnyStep = {
    id: 'items',
    kind: 'map',
    over: '{% $input.items %}',
    as: 'part',
    steps: [rounds],
    result: { part: '{% $part %}', at: '{% $partIndex %}', place: '{% $echo.place %}', rounds: '{% $rounds.rounds %}' },
  };
  const ran = await run([items], { items: ['x', ['y']] });
  expect(ran.output).toEqual([
    { part: 'x', at: 0, place: '0.2', rounds: 2 },
    { part: ['y'], at: 1, place: '1.2', rounds: 2 },
  ]);
  expect(await run([items], { items: [] })).toMatchObject({ output: [] });
  const nested: AnyStep = {
    id: 'outer',
    kind: 'map',
    over: [[1, 2], [3]],
    as: 'row',
    steps: [{ ...items, over: '{% $row %}' } as AnyStep],
  };
  const both = await run([nested]);
  expect(both.output).toMatchObject([[{ place: '0.0.2' }, { place: '0.1.2' }], [{ part: 3, place: '1.0.2' }]]);
  const last = await run([{ ...items, over: [5], result: undefined } as AnyStep]);
  expect(last.output).toEqual([{ rounds: 2, done: true }]);
});

test('variables are set by transforms, and the output sees what was set', async () => {
  const { run } = await compiledWorkflows();
  const counts: AnyStep = { id: 'add', kind: 'transform', set: { total: '{% $total + $n %}' }, output: '{% $total %}' };
  const n: AnyStep = { id: 'n', kind: 'transform', output: 2 };
  const loop: StepInput<'loop'> = {
    id: 'twice',
    kind: 'loop',
    maxRounds: 2,
    exhausted: 'continue',
    until: '{% false %}',
    steps: [n, counts],
  };
  const rest = { variables: { total: '{% $input.start %}' }, result: { total: '{% $total %}', twice: '{% $twice %}' } };
  expect(await run([loop], { start: 10 }, rest)).toMatchObject({ output: { total: 14, twice: { rounds: 2 } } });
});

test('an expression that fails is caught where it stands', async () => {
  const { run } = await compiledWorkflows();
  const broken = { errors: ['States.QueryEvaluationError'], output: 'broken' };
  expect(await run([computes('a', '{% $input.nothing %}', { catch: [broken] })])).toMatchObject({ output: 'broken' });
  const branches = [{ when: '{% $input.nothing %}' }];
  expect(await run([{ id: 'a', kind: 'condition', branches, catch: [broken] }])).toMatchObject({ output: 'broken' });
  const wait: StepInput<'wait'> = { id: 'a', kind: 'wait', forS: '{% $input.nothing %}', catch: [broken] };
  expect(await run([wait])).toMatchObject({ output: 'broken' });
  expect(await run([{ ...wait, forS: 86_400 }])).toMatchObject({ status: 'SUCCEEDED', output: null });
  expect(
    await run([{ id: 'a', kind: 'wait', until: '{% $input.at %}' }], { at: '2020-01-01T00:00:00Z' }),
  ).toMatchObject({
    status: 'SUCCEEDED',
  });
});

test('a parallel or a map that fails is caught, and tried again, as a whole', async () => {
  const { run, entered } = await compiledWorkflows();
  const failing = { ...gives('inner', 0), payload: { error: 'ParticipantFailed' } } as AnyStep;
  const all: StepInput<'parallel'> = {
    id: 'all',
    kind: 'parallel',
    steps: [failing],
    retry: { maxAttempts: 2 },
    catch: [{ errors: ['*'], output: 'saved' }],
  };
  const ran = await run([all]);
  expect(ran).toMatchObject({ output: 'saved' });
  expect((await entered(ran)).filter((name) => name === 'inner')).toHaveLength(2);
  const map: StepInput<'map'> = {
    id: 'all',
    kind: 'map',
    over: [1],
    steps: [failing],
    catch: [{ errors: ['*'], output: 'saved' }],
  };
  expect(await run([map])).toMatchObject({ output: 'saved' });
});

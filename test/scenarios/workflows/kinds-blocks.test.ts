/** The kinds of steps that are made of others, and the one that runs another workflow: what they do, exactly, and what they give. */
import { describe, expect, test } from 'vitest';
import { useStage } from '../use-stage.ts';
import { bag, between, errand, errandsRun, only, type Step, workflow } from './kinds-kit.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { run, register, ended, moves, messages } = workflowsOf(stage);

/** A step of a block, from its beginning to its end. */
const whole = (step: string): string[] => [`entered ${step}`, `exited ${step}`];

describe('condition: the first branch whose expression holds is taken', () => {
  const choose: Step = {
    id: 'choose',
    kind: 'condition',
    branches: [
      { when: '{% $input.weight > 100 %}', title: 'heavy', steps: [errand('crane', 'crane')] },
      { when: '{% $input.weight > 10 %}', title: 'middling', steps: [errand('trolley', 'trolley')] },
    ],
    otherwise: [errand('hand', 'hand')],
  };

  test.each([
    ['heavy', 'crane', 500],
    ['middling', 'trolley', 50],
    ['otherwise', 'hand', 5],
  ])('%s: %s', async (taken, step, weight) => {
    const id = `a-choice-${step}`;
    const execution = await run(workflow(id, [choose]), { weight });
    expect(execution.output).toEqual({ taken, output: { text: step, by: 'clerk', times: 1 } });
    expect(moves(execution)).toEqual(['started', ...whole('choose'), ...whole(step), 'succeeded']);
    expect(await messages(execution.id)).toEqual(errandsRun(id, 1));
  });
});

describe('parallel', () => {
  test('steps run as far as their dependencies let them, and the block gives them all', async () => {
    const block: Step = {
      id: 'both',
      kind: 'parallel',
      steps: [
        errand('left', 'left'),
        errand('right', 'right'),
        errand('after', '{% $left.text & $right.text %}', { dependsOn: ['left', 'right'] }),
      ],
    };
    const execution = await run(workflow('a-graph', [block]));
    const done = (text: string) => ({ text, by: 'clerk', times: 1 });
    expect(execution.output).toEqual({ left: done('left'), right: done('right'), after: done('leftright') });
    const lines = moves(execution);
    // Left and right run at the same time, in no certain order among them: both begin before either ends.
    expect(lines.slice(0, 3)).toEqual(['started', 'entered both', 'entered both: wave 1']);
    expect(bag(lines.slice(3, 5))).toEqual(['entered left', 'entered right']);
    expect(bag(lines.slice(5, 7))).toEqual(['exited left', 'exited right']);
    expect(lines.slice(7)).toEqual(['exited both: wave 1', ...whole('after'), 'exited both', 'succeeded']);
    expect(await messages(execution.id)).toEqual(errandsRun('a-graph', 3));
  });

  const urgent = (limit?: number): Step => ({
    id: 'many',
    kind: 'parallel',
    ...(limit !== undefined && { limit }),
    steps: [
      errand('low', 'low', { priority: 'low' }),
      errand('normal', 'normal'),
      errand('critical', 'critical', { priority: 'critical' }),
      errand('high', 'high', { priority: 'high' }),
    ],
  });
  const begun = ['entered critical', 'entered high', 'entered normal', 'entered low'];

  test('without a limit all begin before any ends, the most urgent first', async () => {
    const execution = await run(workflow('unlimited', [urgent()]));
    const lines = moves(execution);
    expect(lines.slice(0, 6)).toEqual(['started', 'entered many', ...begun]);
    expect(bag(lines.slice(6, 10))).toEqual(['exited critical', 'exited high', 'exited low', 'exited normal']);
    expect(lines.slice(10)).toEqual(['exited many', 'succeeded']);
    expect(await messages(execution.id)).toEqual(errandsRun('unlimited', 4));
  });

  test('with a limit of one, one after the other, the most urgent first', async () => {
    const execution = await run(workflow('one-at-a-time', [urgent(1)]));
    const inOrder = ['critical', 'high', 'normal', 'low'].flatMap(whole);
    expect(moves(execution)).toEqual(['started', 'entered many', ...inOrder, 'exited many', 'succeeded']);
    expect(await messages(execution.id)).toEqual(errandsRun('one-at-a-time', 4));
  });

  test('with a limit of two, two at a time: the less urgent of a lane waits for the more urgent', async () => {
    const execution = await run(workflow('two-at-a-time', [urgent(2)]));
    const lines = moves(execution);
    expect(lines.slice(0, 4)).toEqual(['started', 'entered many', ...begun.slice(0, 2)]);
    // The lanes run at the same time: each is in order, between them there is no order.
    const lanes = [
      [...whole('critical'), ...whole('normal')],
      [...whole('high'), ...whole('low')],
    ];
    for (const lane of lanes) expect(only(lines, lane)).toEqual(lane);
    expect(bag(lines)).toEqual(bag(['started', 'entered many', ...lanes.flat(), 'exited many', 'succeeded']));
    let [atOnce, most] = [0, 0];
    for (const line of lines.slice(2, -2)) {
      atOnce += line.startsWith('entered') ? 1 : -1;
      most = Math.max(most, atOnce);
    }
    expect(most).toBe(2);
    expect(await messages(execution.id)).toEqual(errandsRun('two-at-a-time', 4));
  });
});

describe('map: the steps for each item', () => {
  const each = (limit?: number): Step => ({
    id: 'everyone',
    kind: 'map',
    over: '{% $input.names %}',
    as: 'name',
    ...(limit !== undefined && { limit }),
    steps: [errand('greet', '{% $name & $string($nameIndex) %}')],
    result: '{% $greet.text %}',
  });
  const ofOne = [
    ...['iteration-started everyone', ...whole('everyone: item'), ...whole('greet')],
    ...[...whole('everyone: result'), 'iteration-succeeded everyone'],
  ];

  test('at the same time', async () => {
    const execution = await run(workflow('a-map', [each()]), { names: ['Ada', 'Bo'] });
    expect(execution.output).toEqual(['Ada0', 'Bo1']);
    const lines = moves(execution);
    // Both items have begun before either is done.
    expect(only(lines, ['entered greet', 'exited greet'])).toEqual([
      ...['entered greet', 'entered greet', 'exited greet', 'exited greet'],
    ]);
    expect(lines.slice(0, 2)).toEqual(['started', 'entered everyone']);
    expect(between(lines, 'entered everyone', 'exited everyone').map(bag)).toEqual([bag([...ofOne, ...ofOne])]);
    expect(lines.slice(-2)).toEqual(['exited everyone', 'succeeded']);
    expect(await messages(execution.id)).toEqual(errandsRun('a-map', 2));
  });

  test('one after the other, with a limit of one', async () => {
    const execution = await run(workflow('a-slow-map', [each(1)]), { names: ['Cy', 'Di'] });
    expect(execution.output).toEqual(['Cy0', 'Di1']);
    expect(moves(execution)).toEqual([
      ...['started', 'entered everyone', ...ofOne, ...ofOne, 'exited everyone', 'succeeded'],
    ]);
    expect(await messages(execution.id)).toEqual(errandsRun('a-slow-map', 2));
  });
});

test('loop: again until the expression holds', async () => {
  const again: Step = {
    id: 'again',
    kind: 'loop',
    steps: [errand('knock', 'knock')],
    until: '{% $knock.times >= 3 %}',
    maxRounds: 5,
  };
  const execution = await run(workflow('a-loop', [again]));
  expect(execution.output).toEqual({ rounds: 3, done: true });
  const round = [...whole('knock'), ...whole('again: next round')];
  expect(moves(execution)).toEqual([
    ...['started', ...whole('again'), ...round, ...round, ...round, ...whole('again: done'), 'succeeded'],
  ]);
  expect(await messages(execution.id)).toEqual(errandsRun('a-loop', 3));
});

test('subworkflow: another workflow runs, and its result is the output', async () => {
  await register(workflow('inner', [errand('file', '{% $input.text %}')]));
  const execution = await run(
    workflow('outer', [{ id: 'nested', kind: 'subworkflow', workflow: 'inner', input: { text: 'deep' } }]),
  );
  expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'deep', by: 'clerk', times: 1 } });
  expect(moves(execution)).toEqual(['started', ...whole('nested'), 'succeeded']);
  // What is asked is asked by the inner one, in a conversation of its own.
  expect(await messages(execution.id)).toEqual([]);
  const { body } = await stage().call<{ executions: { id: string }[] }>('GET /v1/workflows/inner/executions');
  const [inner, ...others] = body.executions;
  expect(others).toEqual([]);
  const nested = await ended(inner?.id ?? '');
  expect(moves(nested)).toEqual(['started', ...whole('file'), 'succeeded']);
  expect(nested.output).toEqual(execution.output);
  expect(await messages(nested.id)).toEqual(errandsRun('inner', 1));
});

test('debate: rounds of turns until the moderator says that they agree', async () => {
  const dispute: Step = {
    id: 'dispute',
    kind: 'debate',
    topic: 'tea or coffee',
    debaters: ['clerk', 'archivist'],
    moderator: 'auditor',
    turn: { type: 'office.turn', reply: 'office.turn.taken' },
    judge: { type: 'office.verdict.wanted', reply: 'office.verdict' },
  };
  const execution = await run(workflow('a-debate', [dispute]));
  const turn = (round: number, by: string, stance: number) => ({
    ...{ round, from: `agent:office.${by}` },
    payload: { by, stance },
  });
  expect(execution.output).toEqual({
    ...{ rounds: 2, agreed: true, ended: 'agreed', judgement: { agreed: true, heard: 4 } },
    turns: [turn(1, 'clerk', 1), turn(1, 'archivist', 0), turn(2, 'clerk', 1), turn(2, 'archivist', 1)],
  });
  const done = moves(execution);
  const round = [
    ...['entered dispute: turns', 'exited dispute: turns', 'entered dispute: judge', 'exited dispute: judge'],
    ...['entered dispute: next round', 'exited dispute: next round'],
  ];
  const begin = ['started', 'entered dispute', 'exited dispute'];
  const end = ['entered dispute: agreed', 'exited dispute: agreed', 'succeeded'];
  expect(only(done, [...begin, ...round, ...end])).toEqual([...begin, ...round, ...round, ...end]);
  // The turns of a round are taken at the same time, in no certain order among them.
  const turns = [
    ...['iteration-started dispute: turns', 'entered dispute: turn'],
    ...['exited dispute: turn', 'iteration-succeeded dispute: turns'],
  ];
  for (const part of between(done, 'entered dispute: turns', 'exited dispute: turns'))
    expect(bag(part)).toEqual(bag([...turns, ...turns]));
  expect(done).toHaveLength(begin.length + 2 * (round.length + 2 * turns.length) + end.length);
  expect(bag(await messages(execution.id))).toEqual(
    bag(
      [1, 2].flatMap(() => [
        ...['clerk', 'archivist'].flatMap((by) => [
          `office.turn by workflows.a-debate: office.${by} handled`,
          `office.turn.taken by office.${by}: nobody`,
        ]),
        'office.verdict.wanted by workflows.a-debate: office.auditor handled',
        'office.verdict by office.auditor: nobody',
      ]),
    ),
  );
});

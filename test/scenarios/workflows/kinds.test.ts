/** Every kind of step, compiled from its definition and run as it is deployed: what it does, exactly, and what it gives. */
import { describe, expect, test } from 'vitest';
import type { WorkflowInput } from '../../../contracts/workflow.ts';
import { useStage } from '../use-stage.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { run, register, start, ended, waitingAt, moves, messages, approve } = workflowsOf(stage);

type Steps = WorkflowInput['steps'];
type Step = Steps[number];

/** A definition around steps, with two clerks and an auditor. */
const workflow = (id: string, steps: Steps, more: Partial<WorkflowInput> = {}): WorkflowInput => ({
  id,
  title: `Tries ${id}`,
  participants: { clerk: 'agent:office.clerk', archivist: 'agent:office.archivist', auditor: 'role:auditor' },
  stepTimeoutS: 60,
  timeoutS: 3_600,
  steps,
  ...more,
});

const errand = (id: string, text: string, more: Record<string, string> = {}): Step & { kind: 'task' } => ({
  id,
  kind: 'task',
  to: 'clerk',
  type: 'office.errand',
  payload: { text, ...more },
  reply: 'office.errand.done',
});

test('task: a participant is asked directly, and its reply is the output', async () => {
  const execution = await run(workflow('a-task', [errand('file', 'task')]));
  expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'task', by: 'clerk', times: 1 } });
  expect(moves(execution)).toEqual(['started', 'entered file', 'exited file', 'succeeded']);
  expect(await messages(execution.id)).toEqual([
    'office.errand by workflows.a-task: office.clerk handled',
    'office.errand.done by office.clerk: nobody',
  ]);
});

test('task: one that can be reached over its queue alone is asked there', async () => {
  const execution = await run(workflow('a-queue', [{ ...errand('file', 'queued'), to: 'archivist' }]));
  expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'queued', by: 'archivist', times: 1 } });
  expect(await messages(execution.id)).toEqual([
    'office.errand by workflows.a-queue: office.archivist handled',
    'office.errand.done by office.archivist: nobody',
  ]);
});

describe('message', () => {
  test('one that waits for nothing is put on the bus by the machine itself', async () => {
    const notice: Step = {
      id: 'tell',
      kind: 'message',
      type: 'office.notice',
      payload: { text: '{% $input.text %}' },
    };
    const execution = await run(workflow('a-notice', [notice]), { text: 'closed on Friday' });
    expect(moves(execution)).toEqual(['started', 'entered tell', 'exited tell', 'succeeded']);
    expect(await messages(execution.id)).toEqual(['office.notice by workflows.a-notice: office.auditor handled']);
  });

  test('one that waits for the acknowledgement goes on with it', async () => {
    const notice: Step = {
      id: 'tell',
      kind: 'message',
      to: 'auditor',
      type: 'office.notice',
      payload: { text: 'to be signed' },
      expects: 'ack',
    };
    const execution = await run(workflow('an-ack', [notice]));
    expect(execution).toMatchObject({ state: 'succeeded', output: { by: 'office.auditor' } });
    expect(await messages(execution.id)).toEqual([
      'office.notice by workflows.an-ack: office.auditor handled',
      'platform.acknowledged by office.auditor: platform.registrar handled',
    ]);
  });
});

describe('coordination', () => {
  const gather = (more: object): Step =>
    ({
      id: 'ask',
      kind: 'coordination',
      to: ['clerk', 'archivist'],
      type: 'office.errand',
      payload: { text: 'count' },
      reply: 'office.errand.done',
      ...more,
    }) as Step;

  test('all: every answer is in the output', async () => {
    const execution = await run(workflow('gather-all', [gather({})]));
    expect(execution).toMatchObject({ state: 'succeeded', output: { failed: [], missing: [] } });
    const { answers } = execution.output as { answers: { from: string }[] };
    expect(answers.map(({ from }) => from).sort()).toEqual(['agent:office.archivist', 'agent:office.clerk']);
    expect(moves(execution)).toEqual(['started', 'entered ask', 'exited ask', 'succeeded']);
  });

  test('missing: when time is up, it goes on with what came, if it is told to', async () => {
    const asked = { payload: { text: 'silence', how: 'silent' }, missing: 'continue' };
    await register(workflow('gather-late', [gather(asked)]));
    const id = await start('gather-late');
    await waitingAt(id, 'ask');
    await stage().pass(61_000);
    const execution = await ended(id);
    expect(execution.output).toEqual({
      answers: [],
      failed: [],
      missing: ['agent:office.clerk', 'agent:office.archivist'],
    });
  });
});

describe('wait', () => {
  test('for a time', async () => {
    await register(workflow('a-pause', [{ id: 'rest', kind: 'wait', forS: 600 }, errand('file', 'rested')]));
    const id = await start('a-pause');
    await waitingAt(id, 'rest');
    await stage().pass(601_000);
    expect(moves(await ended(id))).toEqual([
      ...['started', 'entered rest', 'exited rest', 'entered file', 'exited file', 'succeeded'],
    ]);
  });

  test('for a message with certain values', async () => {
    const delivery: Step = {
      id: 'arrival',
      kind: 'wait',
      message: { type: 'office.delivery', where: { 'payload.order': '{% $input.order %}' } },
    };
    await register(workflow('an-arrival', [delivery]));
    const id = await start('an-arrival', { order: 'B-17' });
    await waitingAt(id, 'arrival');
    await stage().send({ type: 'office.delivery', payload: { order: 'B-16', weight: 1 } });
    await stage().send({ type: 'office.delivery', payload: { order: 'B-17', weight: 2 } });
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: { order: 'B-17', weight: 2 } });
  });
});

test('condition: the first branch whose expression holds is taken', async () => {
  const choose: Step = {
    id: 'choose',
    kind: 'condition',
    branches: [
      { when: '{% $input.weight > 100 %}', title: 'heavy', steps: [errand('crane', 'crane')] },
      { when: '{% $input.weight > 10 %}', title: 'middling', steps: [errand('trolley', 'trolley')] },
    ],
    otherwise: [errand('hand', 'hand')],
  };
  await register(workflow('a-choice', [choose]));
  const taken = async (weight: number) => (await ended(await start('a-choice', { weight }))).output;
  expect(await taken(500)).toMatchObject({ taken: 'heavy', output: { text: 'crane' } });
  expect(await taken(50)).toMatchObject({ taken: 'middling', output: { text: 'trolley' } });
  expect(await taken(5)).toMatchObject({ taken: 'otherwise', output: { text: 'hand' } });
});

test('parallel: steps run as far as their dependencies let them, and the block gives them all', async () => {
  const block: Step = {
    id: 'both',
    kind: 'parallel',
    steps: [
      errand('left', 'left'),
      errand('right', 'right'),
      { ...errand('after', '{% $left.text & $right.text %}'), dependsOn: ['left', 'right'] },
    ],
  };
  const execution = await run(workflow('a-graph', [block]));
  expect(execution.output).toMatchObject({
    left: { text: 'left' },
    right: { text: 'right' },
    after: { text: 'leftright' },
  });
});

test('map: the steps for each item', async () => {
  const each: Step = {
    id: 'everyone',
    kind: 'map',
    over: '{% $input.names %}',
    as: 'name',
    steps: [errand('greet', '{% $name & $string($nameIndex) %}')],
    result: '{% $greet.text %}',
  };
  const execution = await run(workflow('a-map', [each]), { names: ['Ada', 'Bo'] });
  expect(execution.output).toEqual(['Ada0', 'Bo1']);
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
});

test('approval: a person decides', async () => {
  const gate: Step = { id: 'release', kind: 'approval', approvers: ['role:admin'], question: 'Shall it go out?' };
  await register(workflow('a-gate', [gate]));
  const id = await start('a-gate');
  await waitingAt(id, 'release');
  expect(await approve(id, { reason: 'looks good' })).toMatchObject({ status: 200 });
  expect(await ended(id)).toMatchObject({
    state: 'succeeded',
    output: { approved: true, decisions: [{ by: 'admin', decision: 'approved', reason: 'looks good' }] },
  });
});

test('subworkflow: another workflow runs, and its result is the output', async () => {
  await register(workflow('inner', [errand('file', '{% $input.text %}')]));
  const execution = await run(
    workflow('outer', [{ id: 'nested', kind: 'subworkflow', workflow: 'inner', input: { text: 'deep' } }]),
  );
  expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'deep', by: 'clerk' } });
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
  expect(execution.output).toMatchObject({ rounds: 2, agreed: true });
});

test('transform: sets variables and gives an output', async () => {
  const count: Step = { id: 'add', kind: 'transform', set: { total: '{% $total + 2 %}' } };
  const execution = await run(
    workflow('a-sum', [count, { ...count, id: 'addMore' } as Step], {
      variables: { total: 1 },
      result: { total: '{% $total %}' },
    }),
  );
  expect(execution.output).toEqual({ total: 5 });
  expect(moves(execution)).toContain('entered add');
});

/** The kinds of steps that ask somebody: what they do, exactly, whom they ask, and what they give. */
import { describe, expect, test } from 'vitest';
import { useStage } from '../use-stage.ts';
import { answer, bag, errand, errandsRun, requestsOf, type Step, workflow } from './kinds-kit.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { run, register, start, read, ended, waitingAt, moves, messages } = workflowsOf(stage);

describe('task', () => {
  test('a participant is asked directly, and its reply is the output', async () => {
    const execution = await run(workflow('a-task', [errand('file', 'task')]));
    expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'task', by: 'clerk', times: 1 } });
    expect(moves(execution)).toEqual(['started', 'entered file', 'exited file', 'succeeded']);
    expect(await messages(execution.id)).toEqual(errandsRun('a-task', 1));
  });

  test('one that can be reached over its queue alone is asked there', async () => {
    const execution = await run(workflow('a-queue', [errand('file', 'queued', { to: 'archivist' })]));
    expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'queued', by: 'archivist', times: 1 } });
    expect(moves(execution)).toEqual(['started', 'entered file', 'exited file', 'succeeded']);
    expect(await messages(execution.id)).toEqual([
      'office.errand by workflows.a-queue: office.archivist handled',
      'office.errand.done by office.archivist: nobody',
    ]);
  });
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
    expect(moves(execution)).toEqual(['started', 'entered tell', 'exited tell', 'succeeded']);
    expect(await messages(execution.id)).toEqual([
      'office.notice by workflows.an-ack: office.auditor handled',
      'platform.acknowledged by office.auditor: platform.registrar handled',
    ]);
  });

  test('one that waits for the reply goes on with what it says', async () => {
    const question: Step = {
      id: 'ask',
      kind: 'message',
      to: 'clerk',
      type: 'office.errand',
      payload: { text: 'a message' },
      expects: 'reply',
      reply: 'office.errand.done',
    };
    const execution = await run(workflow('a-reply', [question]));
    expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'a message', by: 'clerk', times: 1 } });
    expect(moves(execution)).toEqual(['started', 'entered ask', 'exited ask', 'succeeded']);
    expect(await messages(execution.id)).toEqual(errandsRun('a-reply', 1));
  });

  test('the priority of a step travels with its message, and that of the workflow with those of the others', async () => {
    const notice = (id: string, priority?: 'critical'): Step => ({
      ...{ id, kind: 'message', type: 'office.notice', payload: { text: id } },
      ...(priority && { priority }),
    });
    const steps = [
      notice('tell'),
      notice('warn', 'critical'),
      errand('file', 'file', { priority: 'low' }),
      errand('keep', 'keep'),
    ];
    const execution = await run(workflow('urgencies', steps, { priority: 'high' }));
    expect(execution.state).toBe('succeeded');
    const priorities = (await requestsOf(stage(), execution.id)).map(({ payload, priority }) => [
      (payload as { text: string }).text,
      priority,
    ]);
    expect(Object.fromEntries(priorities)).toEqual({ tell: 'high', warn: 'critical', file: 'low', keep: 'high' });
    expect(priorities).toHaveLength(4);
  });
});

describe('coordination', () => {
  const gather = (more: object = {}): Step =>
    ({
      id: 'ask',
      kind: 'coordination',
      to: ['clerk', 'archivist'],
      type: 'office.errand',
      payload: { text: 'count' },
      reply: 'office.errand.done',
      ...more,
    }) as Step;
  const [clerk, archivist] = ['agent:office.clerk', 'agent:office.archivist'];
  const asked = (id: string) => [
    `office.errand by workflows.${id}: office.archivist handled`,
    `office.errand by workflows.${id}: office.clerk handled`,
  ];
  const good = (by: string) => ({
    from: `agent:office.${by}`,
    payload: { text: 'asked', by, times: 1 },
    messageId: expect.any(String),
  });
  const bad = (by: string) => ({
    from: `agent:office.${by}`,
    error: 'ParticipantFailed',
    reason: expect.stringContaining('It would not.'),
  });
  /** Started, and everybody asked; they answer when the test has them answer. */
  const gathering = async (id: string, more: object): Promise<string> => {
    await register(workflow(id, [gather({ payload: { text: id, how: 'silent' }, ...more })]));
    const execution = await start(id);
    await waitingAt(execution, 'ask');
    return execution;
  };
  const answers = async (execution: string, by: string, told: 'well' | 'failed' = 'well'): Promise<void> => {
    const request = (await requestsOf(stage(), execution)).find(({ to }) => to === `agent:office.${by}`);
    if (!request) throw new Error(`${execution} has asked nothing of ${by}.`);
    await answer(stage(), request, told);
  };
  const stillWaits = async (execution: string): Promise<void> => {
    expect(moves(await read(execution))).toEqual(['started', 'entered ask']);
  };

  test('all: every answer is in the output', async () => {
    const execution = await run(workflow('gather-all', [gather()]));
    expect(execution).toMatchObject({ state: 'succeeded', output: { failed: [], missing: [] } });
    const { answers: all } = execution.output as { answers: { from: string }[] };
    expect(bag(all.map(({ from }) => from))).toEqual([archivist, clerk]);
    expect(moves(execution)).toEqual(['started', 'entered ask', 'exited ask', 'succeeded']);
    expect(bag(await messages(execution.id))).toEqual([
      ...asked('gather-all'),
      'office.errand.done by office.archivist: nobody',
      'office.errand.done by office.clerk: nobody',
    ]);
  });

  test('all: one answer is not enough, a failure is too many', async () => {
    const id = await gathering('gather-short', { until: 'all' });
    await answers(id, 'archivist');
    await stillWaits(id);
    await answers(id, 'clerk', 'failed');
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'failed', error: 'TooFewAnswers' });
    expect(moves(execution)).toEqual([
      ...['started', 'entered ask', 'try-failed ask (TooFewAnswers)', 'failed (TooFewAnswers)'],
    ]);
  });

  test('any: goes on with the first good answer, whatever failed before', async () => {
    const id = await gathering('gather-any', { until: 'any' });
    await answers(id, 'clerk', 'failed');
    await stillWaits(id);
    await answers(id, 'archivist');
    const execution = await ended(id);
    expect(execution.output).toEqual({ answers: [good('archivist')], failed: [bad('clerk')], missing: [] });
    expect(moves(execution)).toEqual(['started', 'entered ask', 'exited ask', 'succeeded']);
  });

  test('any: who has not answered by then is missing, and the answer that comes late changes nothing', async () => {
    const id = await gathering('gather-soon', { until: 'any' });
    await answers(id, 'archivist');
    const output = { answers: [good('archivist')], failed: [], missing: [clerk] };
    expect((await ended(id)).output).toEqual(output);
    await answers(id, 'clerk');
    expect((await read(id)).output).toEqual(output);
    expect(bag(await messages(id))).toEqual([
      ...asked('gather-soon'),
      'office.errand.done by office.archivist: nobody',
      'office.errand.done by office.clerk: nobody',
    ]);
  });

  test('any: of an answer that comes late it is told, if that is wanted', async () => {
    const id = await gathering('gather-report', { until: 'any', late: 'report' });
    await answers(id, 'archivist');
    const execution = await ended(id);
    await answers(id, 'clerk');
    expect((await read(id)).output).toEqual(execution.output);
    expect(bag(await messages(id))).toEqual([
      ...asked('gather-report'),
      'office.errand.done by office.archivist: nobody',
      'office.errand.done by office.clerk: nobody',
      'platform.answer.late by platform.answers: nobody',
    ]);
  });

  test('first: goes on with whoever ends first, well or not', async () => {
    const id = await gathering('gather-first', { until: 'first' });
    await answers(id, 'clerk', 'failed');
    const execution = await ended(id);
    expect(execution.output).toEqual({ answers: [], failed: [bad('clerk')], missing: [archivist] });
    expect(moves(execution)).toEqual(['started', 'entered ask', 'exited ask', 'succeeded']);
  });

  test('quorum: goes on with so many good answers', async () => {
    const to = ['clerk', 'archivist', "{% 'role:clerk' %}"];
    const id = await gathering('gather-quorum', { to, until: { quorum: 2 } });
    const [first, second, ...others] = await requestsOf(stage(), id);
    if (!(first && second)) throw new Error('Three were to be asked.');
    expect(others).toHaveLength(1);
    await answer(stage(), first, 'well');
    await stillWaits(id);
    await answer(stage(), second, 'well');
    const execution = await ended(id);
    const output = execution.output as { answers: { from: string }[]; failed: unknown[]; missing: string[] };
    expect([output.answers.length, output.failed.length, output.missing.length]).toEqual([2, 0, 1]);
    const told = [...output.answers.map(({ from }) => from), ...output.missing];
    expect(bag(told)).toEqual([archivist, clerk, 'role:clerk']);
    expect(moves(execution)).toEqual(['started', 'entered ask', 'exited ask', 'succeeded']);
  });

  test('quorum: fails as soon as too few are left to make it up', async () => {
    const id = await gathering('gather-lost', { until: { quorum: 2 } });
    await answers(id, 'clerk', 'failed');
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'failed', error: 'TooFewAnswers' });
    expect(moves(execution)).toEqual([
      ...['started', 'entered ask', 'try-failed ask (TooFewAnswers)', 'failed (TooFewAnswers)'],
    ]);
  });

  test('missing: when time is up, it goes on with what came, if it is told to', async () => {
    const id = await gathering('gather-late', { missing: 'continue' });
    await answers(id, 'archivist');
    await stage().pass(61_000);
    const execution = await ended(id);
    expect(execution.output).toEqual({ answers: [good('archivist')], failed: [], missing: [clerk] });
    expect(moves(execution)).toEqual([
      ...['started', 'entered ask', 'try-timed-out ask (States.Timeout)', 'exited ask'],
      ...['entered ask: collect', 'exited ask: collect', 'succeeded'],
    ]);
  });

  test('missing: when time is up, it fails otherwise', async () => {
    const id = await gathering('gather-never', {});
    await answers(id, 'archivist');
    await stage().pass(61_000);
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'failed', error: 'States.Timeout' });
    expect(moves(execution)).toEqual([
      ...['started', 'entered ask', 'try-timed-out ask (States.Timeout)', 'failed (States.Timeout)'],
    ]);
  });
});

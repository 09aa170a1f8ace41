/**
 * The kinds of steps that ask no agent, compiled from their definitions and run as they are deployed: what they do, exactly, and what
 * they give. Those that ask: kinds-asking.test.ts; those made of others: kinds-blocks.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { useStage } from '../use-stage.ts';
import { errand, errandsRun, type Step, workflow } from './kinds-kit.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { run, register, start, read, ended, waitingAt, moves, messages, approve, reject } = workflowsOf(stage);

describe('wait', () => {
  const rested = [...['started', 'entered rest', 'exited rest', 'entered file', 'exited file', 'succeeded']];
  const stillRests = async (id: string): Promise<void> => {
    expect(moves(await read(id))).toEqual(['started', 'entered rest']);
  };

  test('for a time', async () => {
    await register(workflow('a-pause', [{ id: 'rest', kind: 'wait', forS: 600 }, errand('file', 'rested')]));
    const id = await start('a-pause');
    await waitingAt(id, 'rest');
    await stage().pass(599_000);
    await stillRests(id);
    await stage().pass(2_000);
    expect(moves(await ended(id))).toEqual(rested);
    expect(await messages(id)).toEqual(errandsRun('a-pause', 1));
  });

  test('until a time', async () => {
    const rest: Step = { id: 'rest', kind: 'wait', until: '{% $input.at %}' };
    await register(workflow('an-appointment', [rest, errand('file', 'met')]));
    const at = new Date(stage().cloud.engine.clock.now() + 600_000).toISOString();
    const id = await start('an-appointment', { at });
    await waitingAt(id, 'rest');
    await stage().pass(599_000);
    await stillRests(id);
    await stage().pass(2_000);
    const execution = await ended(id);
    expect(moves(execution)).toEqual(rested);
    expect(execution.transitions.find(({ what, state }) => what === 'exited' && state === 'rest')).toMatchObject({
      at,
    });
    expect(await messages(id)).toEqual(errandsRun('an-appointment', 1));
  });

  test('until a time that is over: it goes on at once', async () => {
    const rest: Step = { id: 'rest', kind: 'wait', until: '{% $input.at %}' };
    const definition = workflow('a-missed-one', [rest, errand('file', 'missed')]);
    const execution = await run(definition, { at: '2020-02-29T12:00:00Z' });
    expect(moves(execution)).toEqual(rested);
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
    await stage().quiet();
    expect(moves(await read(id))).toEqual(['started', 'entered arrival']);
    await stage().send({ type: 'office.delivery', payload: { order: 'B-17', weight: 2 } });
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', output: { order: 'B-17', weight: 2 } });
    expect(moves(execution)).toEqual(['started', 'entered arrival', 'exited arrival', 'succeeded']);
    expect(await messages(id)).toEqual([]); // it sends nothing, and what it heard is of another conversation
  });
});

describe('approval', () => {
  const gated = async (id: string): Promise<string> => {
    const gate: Step = { id: 'release', kind: 'approval', approvers: ['role:admin'], question: 'Shall it go out?' };
    await register(workflow(id, [gate, errand('ship', 'ship')]));
    const execution = await start(id);
    await waitingAt(execution, 'release');
    expect(moves(await read(execution))).toEqual(['started', 'entered release']);
    return execution;
  };

  test('a person decides, and it goes on', async () => {
    const id = await gated('a-gate');
    expect(await approve(id, { reason: 'looks good' })).toMatchObject({ status: 200 });
    const execution = await ended(id);
    expect(execution.steps.find(({ step }) => step === 'release')).toMatchObject({
      output: { approved: true, decisions: [{ by: 'admin', decision: 'approved', reason: 'looks good' }] },
    });
    expect(moves(execution)).toEqual([
      ...['started', 'entered release', 'exited release', 'entered ship', 'exited ship', 'succeeded'],
    ]);
    expect(await messages(id)).toEqual([
      'office.errand by workflows.a-gate: office.clerk handled',
      'platform.approval.decided by workflows.a-gate: nobody',
      'platform.approval.requested by workflows.a-gate: nobody',
      'office.errand.done by office.clerk: nobody',
    ]);
  });

  test('a person rejects, and nothing that comes after is begun', async () => {
    const id = await gated('a-shut-gate');
    expect(await reject(id, { reason: 'not yet' })).toMatchObject({ status: 200 });
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'failed', error: 'Rejected' });
    expect(moves(execution)).toEqual([
      ...['started', 'entered release', 'try-failed release (Rejected)', 'failed (Rejected)'],
    ]);
    expect(await messages(id)).toEqual([
      'platform.approval.decided by workflows.a-shut-gate: nobody',
      'platform.approval.requested by workflows.a-shut-gate: nobody',
    ]);
  });
});

describe('transform', () => {
  test('sets variables: one state, without a function or a message', async () => {
    const count = (id: string): Step => ({ id, kind: 'transform', set: { total: '{% $total + 2 %}' } });
    const execution = await run(
      workflow('a-sum', [count('add'), count('addMore')], {
        variables: { total: 1 },
        result: { total: '{% $total %}', add: '{% $add %}' },
      }),
    );
    expect(execution.output).toEqual({ total: 5, add: null });
    expect(moves(execution)).toEqual([
      ...['started', 'entered set variables', 'exited set variables'],
      ...['entered add', 'exited add', 'entered addMore', 'exited addMore'],
      ...['entered give the result', 'exited give the result', 'succeeded'],
    ]);
    expect(await messages(execution.id)).toEqual([]);
  });

  test('an output of variables that it sets is made of what they are then, in a state after', async () => {
    const count: Step = {
      id: 'add',
      kind: 'transform',
      set: { total: '{% $total + 2 %}' },
      output: { total: '{% $total %}' },
    };
    const execution = await run(workflow('a-told-sum', [count], { variables: { total: 1 } }));
    expect(execution.output).toEqual({ total: 3 });
    expect(moves(execution)).toEqual([
      ...['started', 'entered set variables', 'exited set variables'],
      ...['entered add', 'exited add', 'entered add: output', 'exited add: output', 'succeeded'],
    ]);
    expect(await messages(execution.id)).toEqual([]);
  });
});

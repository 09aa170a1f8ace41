/** Who may decide an approval, when, how often, and what follows from it: over the API, with keys of principals and roles. */
import { beforeAll, describe, expect, test } from 'vitest';
import { useStage } from '../use-stage.ts';
import { DEADLINE_S, errand, gate, type Steps } from './approval-cases.ts';
import { approvalsOf, labelOf, reasonsIn } from './approvals-kit.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { post, list, ofRun, register, start, redrive, waiting, ended, approve, keyOf } = approvalsOf(stage);
const { messages } = workflowsOf(stage);

const keys = { alice: '', bob: '', carol: '', dave: '' };
type Person = keyof typeof keys;

beforeAll(async () => {
  keys.alice = await keyOf('alice', 'viewer');
  keys.bob = await keyOf('bob', 'viewer');
  keys.carol = await keyOf('carol', 'operator');
  keys.dave = await keyOf('dave', 'viewer');
});

const PEOPLE = ['principal:alice', 'principal:bob', 'principal:dave'];

/** Registers a workflow of these steps and starts it; gives the execution once these wait. */
async function asking(workflow: string, steps: Steps, labels = ['gate']): Promise<string> {
  const participants = { clerk: 'agent:office.clerk' };
  const common = { title: `Asks ${workflow}`, participants, stepTimeoutS: 3_000, timeoutS: 7_200 };
  await register([{ ...common, id: workflow, steps }]);
  const id = await start(workflow, workflow);
  await waiting(workflow, labels);
  return id;
}

const decide = (id: string, how: 'approve' | 'reject', who: Person, body: object = {}) =>
  post<{ type: string; detail: string; state: string; errors?: unknown }>(
    `POST /v1/executions/${id}/${how}`,
    how === 'reject' ? { reason: `${who} says no`, ...body } : body,
    keys[who],
  );

/** A refusal, by the last word of its type. */
const refusal = (status: number, code: string, detail?: RegExp) => ({
  status,
  body: {
    type: `urn:signalbox:problem:${code}`,
    ...(detail && { detail: expect.stringMatching(detail) }),
  },
});
const TAKEN = { status: 200 };

describe('who', () => {
  test('those alone that it names, by principal or by role', async () => {
    const id = await asking('named', [gate('gate', { approvers: ['principal:alice', 'role:operator'] })]);
    expect(await decide(id, 'approve', 'bob')).toMatchObject(
      refusal(403, 'not-an-approver', /bob \(viewer\) may not .* principal:alice, role:operator/),
    );
    expect(await decide(id, 'reject', 'bob')).toMatchObject(refusal(403, 'not-an-approver'));
    expect((await post(`POST /v1/executions/${id}/approve`)).status).toBe(403); // an admin is no approver by that
    expect((await post(`POST /v1/executions/${id}/approve`, {}, 'sb_nobody')).status).toBe(403);
    expect(await decide(id, 'approve', 'carol')).toMatchObject(TAKEN);
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: { decisions: [{ by: 'carol' }] } });
  });

  test('GET /v1/approvals tells what waits, and with ?mine what waits for the caller', async () => {
    const id = await asking(
      'mine',
      [{ id: 'both', kind: 'parallel', steps: [gate('one', { approvers: PEOPLE, required: 2 }), gate('two')] }],
      ['one', 'two'],
    );
    const mine = async (who: Person, query = '&mine=true') =>
      (await list(`&workflow=mine${query}`, keys[who])).map(labelOf);
    expect(await mine('alice')).toEqual(['one']);
    expect(await mine('carol')).toEqual([]);
    expect((await mine('carol', '')).sort()).toEqual(['one', 'two']);
    expect(JSON.stringify(await list('&workflow=mine'))).not.toContain('token');
    expect(await decide(id, 'approve', 'alice', { step: 'one' })).toMatchObject({ ...TAKEN, body: { state: 'open' } });
    expect(await mine('alice')).toEqual([]);
    expect(await mine('bob')).toEqual(['one']);
    await post(`POST /v1/executions/${id}/stop`);
    expect(await mine('bob', '')).toEqual([]);
    expect(await decide(id, 'approve', 'bob', { step: 'one' })).toMatchObject(refusal(409, 'decision-too-late'));
  });
});

describe('how often', () => {
  test('a person decides once, and nobody what is decided', async () => {
    const id = await asking('once', [gate('gate', { approvers: PEOPLE, required: 2 })]);
    expect(await decide(id, 'approve', 'alice')).toMatchObject({ ...TAKEN, body: { state: 'open' } });
    for (const how of ['approve', 'reject'] as const)
      expect(await decide(id, how, 'alice')).toMatchObject(refusal(409, 'already-decided', /alice has approved/));
    expect(await decide(id, 'approve', 'bob')).toMatchObject({ ...TAKEN, body: { state: 'approved' } });
    const execution = await ended(id);
    expect(execution.output).toMatchObject({
      approved: true,
      decisions: [
        { by: 'alice', decision: 'approved' },
        { by: 'bob', decision: 'approved' },
      ],
    });
    for (const who of ['alice', 'bob', 'dave'] as const)
      expect(await decide(id, 'reject', who, { step: 'gate' })).toMatchObject(refusal(409, 'already-decided'));
    expect((await messages(id)).map((line) => line.split(' ')[0]).sort()).toEqual([
      ...['platform.approval.decided', 'platform.approval.decided', 'platform.approval.requested'],
    ]);
  });

  test('decided by several at the same moment, each counts once', async () => {
    const id = await asking('together', [gate('gate', { approvers: PEOPLE, required: 3 })]);
    const answers = await Promise.all(
      (['alice', 'alice', 'bob', 'dave', 'dave'] as const).map((who) => decide(id, 'approve', who, { step: 'gate' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409, 409]);
    const { output } = await ended(id);
    expect((output as { decisions: { by: string }[] }).decisions.map(({ by }) => by).sort()).toEqual([
      ...['alice', 'bob', 'dave'],
    ]);
  });
});

describe('rejected', () => {
  test('as soon as the others cannot make it up; the execution fails with who and why, and redriven it is asked anew', async () => {
    const id = await asking('refused', [gate('gate', { approvers: PEOPLE, required: 2 })]);
    expect(await decide(id, 'reject', 'alice')).toMatchObject({ ...TAKEN, body: { state: 'open' } });
    expect(await decide(id, 'reject', 'bob', { reason: 'too dear' })).toMatchObject({ body: { state: 'rejected' } });
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'failed', error: 'Rejected' });
    expect(JSON.parse(execution.cause ?? '')).toMatchObject({ step: 'gate', reason: 'Rejected by bob: too dear' });
    await redrive(id);
    await waiting('refused', ['gate']);
    for (const who of ['alice', 'bob'] as const) expect(await decide(id, 'approve', who)).toMatchObject(TAKEN);
    expect(await ended(id)).toMatchObject({
      state: 'succeeded',
      output: { approved: true, decisions: [{ by: 'alice' }, { by: 'bob' }] },
    });
  });

  test('by one of a role, at once; the workflow goes on where it says so', async () => {
    const id = await asking('goes-on', [
      gate('gate', { approvers: ['role:operator', 'role:viewer'], required: 2, onRejection: 'continue' }),
      errand('after'),
    ]);
    expect(await decide(id, 'reject', 'dave', { reason: undefined })).toMatchObject(refusal(400, 'invalid-request'));
    expect(await decide(id, 'approve', 'alice')).toMatchObject({ ...TAKEN, body: { state: 'open' } });
    expect(await decide(id, 'reject', 'carol')).toMatchObject({ ...TAKEN, body: { state: 'rejected' } });
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'goes-on after', times: 1 } });
    expect(execution.steps[0]).toMatchObject({ step: 'gate', status: 'succeeded', output: { approved: false } });
  });
});

test('a rejection that is caught takes its own way', async () => {
  const caught = { errors: ['Rejected'], steps: [errand('amend')], output: '{% $gateError.Error %}' };
  const id = await asking('caught', [
    gate('gate', { approvers: PEOPLE, required: 3, catch: [caught] }),
    errand('after'),
  ]);
  expect(await decide(id, 'reject', 'bob')).toMatchObject({ body: { state: 'rejected' } });
  const execution = await ended(id);
  expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'caught after' } });
  expect(execution.steps.map(({ step, status }) => `${step} ${status}`)).toEqual([
    ...['gate succeeded', 'amend succeeded', 'after succeeded'],
  ]);
});

describe('in time', () => {
  test('after the deadline nobody decides; the execution fails at the step', async () => {
    // Two must: the first decision tells the execution nothing, and would not find out that it waits no more.
    const id = await asking('late', [gate('gate', { approvers: PEOPLE, required: 2 })]);
    await stage().pass((DEADLINE_S - 1) * 1_000);
    expect((await ofRun('late')).map(labelOf)).toEqual(['gate']);
    await stage().pass(1_000);
    expect(await ofRun('late')).toEqual([]);
    expect(await decide(id, 'approve', 'alice', { step: 'gate' })).toMatchObject(
      refusal(409, 'decision-too-late', /Redrive/),
    );
    expect(await ended(id)).toMatchObject({
      ...{ state: 'failed', error: 'States.Timeout' },
      steps: [{ step: 'gate', status: 'failed', error: 'States.Timeout' }],
    });
  });

  test('a deadline may stand for no', async () => {
    const id = await asking('silence', [gate('gate', { onTimeout: 'reject' }), errand('after')]);
    await stage().pass((DEADLINE_S + 1) * 1_000);
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'silence after' } });
    expect(execution.steps[0]).toMatchObject({ step: 'gate', output: { approved: false, decisions: [] } });
    expect((await post(`POST /v1/executions/${id}/approve`, { step: 'gate' })).status).toBe(409);
  });

  test('escalated after a while, and not before, others may decide as well; what was decided counts, the deadline stays', async () => {
    const escalation = { afterS: 60, to: ['role:operator'] };
    const id = await asking('higher', [gate('gate', { approvers: PEOPLE, required: 2, escalation })]);
    const [before] = await ofRun('higher');
    expect(await decide(id, 'approve', 'carol')).toMatchObject(refusal(403, 'not-an-approver'));
    expect(await decide(id, 'approve', 'alice', { reason: 'early' })).toMatchObject(TAKEN);
    await stage().pass(61_000);
    const [after] = await waiting('higher', ['gate']);
    expect(before).toMatchObject({ escalated: false, approvers: PEOPLE });
    expect(after).toMatchObject({ escalated: true, approvers: [...PEOPLE, 'role:operator'] });
    expect(after?.deadlineAt).toBe(before?.deadlineAt);
    expect(await decide(id, 'approve', 'alice')).toMatchObject(refusal(409, 'already-decided'));
    expect(await decide(id, 'approve', 'carol', { reason: 'above' })).toMatchObject({ body: { state: 'approved' } });
    const execution = await ended(id);
    expect(execution.state).toBe('succeeded');
    expect(reasonsIn(execution.output)).toEqual(['above', 'early']);
  });

  test('escalated, and redriven after the deadline, all of them are asked again', async () => {
    const escalation = { afterS: 60, to: ['role:operator'] };
    const id = await asking('again', [gate('gate', { approvers: PEOPLE, required: 2, escalation })]);
    expect(await decide(id, 'approve', 'bob', { reason: 'early' })).toMatchObject(TAKEN);
    await stage().pass((DEADLINE_S + 1) * 1_000);
    expect(await ended(id)).toMatchObject({ state: 'failed', error: 'States.Timeout' });
    await redrive(id);
    expect(await waiting('again', ['gate'])).toMatchObject([
      { escalated: true, approvers: [...PEOPLE, 'role:operator'], decisions: [{ by: 'bob' }] },
    ]);
    expect(await decide(id, 'approve', 'carol', { reason: 'late' })).toMatchObject({ body: { state: 'approved' } });
    const execution = await ended(id);
    expect(reasonsIn(execution.output)).toEqual(['early', 'late']);
  });

  test('when the time of the whole workflow is up, nobody decides until it is redriven', async () => {
    const whole = { title: 'Short', stepTimeoutS: 60, timeoutS: 300 };
    await register([
      { ...whole, id: 'short', steps: [gate('gate', { approvers: PEOPLE, required: 2, timeoutS: 300 })] },
    ]);
    const id = await start('short', 'short');
    await waiting('short', ['gate']);
    expect(await decide(id, 'approve', 'alice')).toMatchObject(TAKEN);
    await stage().pass(299_000);
    await stage().pass(2_000);
    expect((await ended(id)).state).toMatch(/timed-out|failed/);
    expect(await decide(id, 'approve', 'bob', { step: 'gate' })).toMatchObject(refusal(409, 'decision-too-late'));
    await redrive(id);
    await waiting('short', ['gate']);
    expect(await decide(id, 'approve', 'alice')).toMatchObject(refusal(409, 'already-decided'));
    expect(await decide(id, 'approve', 'bob')).toMatchObject(TAKEN);
    expect(await ended(id)).toMatchObject({
      state: 'succeeded',
      output: { decisions: [{ by: 'alice' }, { by: 'bob' }] },
    });
  });

  test('escalated in vain, the deadline is where it was', async () => {
    const escalation = { afterS: 60, to: ['role:operator'] };
    const id = await asking('in-vain', [gate('gate', { escalation, onTimeout: 'reject' })]);
    await stage().pass(61_000);
    expect(await waiting('in-vain', ['gate'])).toMatchObject([{ escalated: true }]);
    await stage().pass((DEADLINE_S - 60) * 1_000);
    expect(await decide(id, 'approve', 'carol', { step: 'gate' })).toMatchObject(refusal(409, 'decision-too-late'));
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: { approved: false } });
  });
});

describe('which', () => {
  test('of several that wait is asked for, with their names', async () => {
    const pieces: Steps[number] = {
      ...{ id: 'pieces', kind: 'map', over: ['a', 'b'], as: 'piece' },
      steps: [gate('piecewise', { approvers: PEOPLE })],
    };
    const both: Steps = [{ id: 'both', kind: 'parallel', steps: [gate('whole', { approvers: PEOPLE }), pieces] }];
    const id = await asking('several', both, ['piecewise 0', 'piecewise 1', 'whole']);
    const [first, second, whole] = await ofRun('several');
    const unnamed = await decide(id, 'approve', 'alice');
    expect(unnamed).toMatchObject(refusal(409, 'several-approvals', /waits for 3 decisions/));
    for (const one of [first, second, whole]) expect(unnamed.body.detail).toContain(one?.id);
    expect(await decide(id, 'approve', 'alice', { step: 'piecewise' })).toMatchObject(
      refusal(409, 'several-approvals', /2 decisions.*piecewise, 0.*piecewise, 1/),
    );
    expect(await decide(id, 'approve', 'alice', { step: 'whole' })).toMatchObject(TAKEN);
    if (second) expect(await approve(second, keys.bob)).toMatchObject(TAKEN);
    expect(await decide(id, 'approve', 'dave')).toMatchObject({ ...TAKEN, body: { id: first?.id } });
    expect(await ended(id)).toMatchObject({
      output: {
        whole: { decisions: [{ by: 'alice' }] },
        pieces: [{ decisions: [{ by: 'dave' }] }, { decisions: [{ by: 'bob' }] }],
      },
    });
  });

  test('is none: not there, not of this execution, not a name at all', async () => {
    const id = await asking('none', [gate('gate', { approvers: PEOPLE })]);
    const other = await asking('other', [gate('gate', { approvers: PEOPLE })]);
    const [approval] = (await ofRun('other')).map((one) => one.id);
    expect(await decide(id, 'approve', 'alice', { approval })).toMatchObject(
      refusal(409, 'nothing-to-decide', /is of other:other/),
    );
    expect(await decide(id, 'approve', 'alice', { step: 'else' })).toMatchObject(refusal(409, 'nothing-to-decide'));
    expect(await decide(id, 'approve', 'alice', { step: '<b>' })).toMatchObject(refusal(400, 'invalid-request'));
    expect(await decide(id, 'approve', 'alice', { approval: 'mine' })).toMatchObject(refusal(400, 'invalid-request'));
    expect(await decide(id, 'approve', 'alice', { reason: 'x'.repeat(2_001) })).toMatchObject(
      refusal(400, 'invalid-request'),
    );
    expect(await decide('none:nobody', 'approve', 'alice')).toMatchObject(refusal(404, 'not-found'));
    expect(await decide('none', 'approve', 'alice')).toMatchObject(refusal(404, 'not-found'));
    for (const one of [id, other]) await post(`POST /v1/executions/${one}/stop`);
  });
});

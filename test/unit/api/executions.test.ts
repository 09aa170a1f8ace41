/** Executions over HTTP on the local Step Functions: started once, read step by step, stopped, redriven, decided. */
import { DescribeRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { expect, test } from 'vitest';
import { scheduleGroupName } from '../../../domain/naming.ts';
import { message } from '../kit/fakes.ts';
import { openLine } from '../platform/line.ts';
import { openExecutions } from './execution-api.ts';
import { packing } from './workflow-api.ts';

const EXECUTIONS = '/v1/workflows/packing/executions';
const ONE = '/v1/executions/packing:one';

async function withPacking(more: Record<string, unknown> = {}) {
  const world = await openExecutions();
  expect(await world.workflows('POST /v1/workflows', packing(more))).toMatchObject({ status: 201 });
  const start = (name = 'one', input: unknown = { sku: 'lamp' }) =>
    world.call(`POST ${EXECUTIONS}`, { name, input }, 'agent');
  return { ...world, start };
}

test('an execution is started once by its name, runs, and is read step by step', async () => {
  const { call, start, asked, answer, ended } = await withPacking();
  expect(await start()).toMatchObject({
    status: 201,
    headers: { location: ONE },
    body: { id: 'packing:one', workflow: 'packing', name: 'one', version: 1, state: 'running' },
  });
  expect(await start()).toMatchObject({ status: 200, body: { id: 'packing:one' } });
  expect(await start('one', { sku: 'chair' })).toMatchObject({ status: 409, code: 'execution-exists' });
  const [request] = await asked('packing:one', 1);
  const { body } = await call(`GET ${ONE}`, undefined, 'viewer');
  expect(body).toMatchObject({
    ...{ state: 'running', version: 1, machineVersion: 1, input: { sku: 'lamp' } },
    current: [{ step: 'packed', kind: 'task', since: expect.any(String) }],
    steps: [
      { step: 'packed', status: 'running', input: { sku: 'lamp', count: 1 }, tries: [{ attempt: 1, does: 'ask' }] },
    ],
  });
  expect(JSON.stringify(body)).not.toContain(request?.token);
  expect(JSON.stringify(body)).not.toContain('arn:aws');
  await answer(request?.token, { sku: 'lamp' });
  expect(await ended('packing:one')).toBe('succeeded');
  const { body: after } = await call(`GET ${ONE}`);
  expect(after).toMatchObject({
    ...{ state: 'succeeded', output: { sku: 'lamp' }, current: [], approvals: [], truncated: false },
    steps: [{ step: 'packed', status: 'succeeded', output: { sku: 'lamp' } }],
    cost: { functionCalls: 1, messages: 1 },
  });
  expect(after.transitions.map(({ what }: { what: string }) => what)).toEqual([
    'started',
    'entered',
    'exited',
    'succeeded',
  ]);
  expect(await start()).toMatchObject({ status: 200, body: { state: 'succeeded' } });
});

test('a name that a deleted workflow had used is refused: an old approval would answer for the new execution', async () => {
  const { start, tables } = await withPacking();
  await openLine(tables).record(message({ correlationId: 'workflow:packing:one' }));
  expect(await start()).toMatchObject({ status: 409, code: 'execution-exists' });
  expect(await start('two')).toMatchObject({ status: 201 });
});

test('without a name every request starts one; they are listed, newest first, by state, in pages', async () => {
  const { call, asked, answer, ended } = await withPacking();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push((await call(`POST ${EXECUTIONS}`, { input: { sku: 'a' } })).body.id);
  expect(new Set(ids).size).toBe(3);
  const [request] = await asked(ids[0] ?? '', 1);
  await answer(request?.token, { sku: 'a' });
  await ended(ids[0] ?? '');
  const listed = async (query: string) => (await call(`GET ${EXECUTIONS}${query}`)).body;
  expect((await listed('?status=succeeded')).executions).toMatchObject([{ id: ids[0], state: 'succeeded' }]);
  expect((await listed('?status=running')).executions).toHaveLength(2);
  const first = await listed('?limit=2');
  const second = await listed(`?limit=2&after=${encodeURIComponent(first.after)}`);
  expect([...first.executions, ...second.executions].map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(second.after).toBeUndefined();
});

test.each([
  ['an input that breaks the schema', { input: { sku: 7 } }, 400, 'invalid-input'],
  ['an input with too much in it', { input: { sku: 'a', colour: 'red' } }, 400, 'invalid-input'],
  ['no input where one is needed', {}, 400, 'invalid-input'],
  ['a name with a slash', { name: 'a/b', input: { sku: 'a' } }, 400, 'invalid-request'],
  ['the name of a scheduled execution', { name: 's-2026-11-21T060000Z', input: { sku: 'a' } }, 400, 'invalid-request'],
  [
    'the name of one that a message starts',
    { name: 'm-01a1ff8f-2288-7d3f-ae1d-b14336dbb6d3', input: { sku: 'a' } },
    400,
    'invalid-request',
  ],
  ['a name of 65 letters', { name: 'a'.repeat(65), input: { sku: 'a' } }, 400, 'invalid-request'],
  ['a field that nobody knows', { inputs: {} }, 400, 'invalid-request'],
  ['no JSON', '{', 400, 'not-json'],
  ['more than 256 KB', { input: { sku: 'x'.repeat(262_144) } }, 413, 'input-too-large'],
])('%s is refused, and nothing starts', async (_, body, status, code) => {
  const { call } = await withPacking();
  expect(await call(`POST ${EXECUTIONS}`, body)).toMatchObject({ status, code });
  expect((await call(`GET ${EXECUTIONS}`)).body.executions).toEqual([]);
});

test('what is not there is not found, and says where to look', async () => {
  const { call } = await openExecutions();
  for (const route of [
    'GET /v1/executions/packing:none',
    'GET /v1/executions/nonsense',
    'POST /v1/executions/packing:none/stop',
    'POST /v1/executions/packing:none/redrive',
    'POST /v1/executions/packing:none/approve',
    `GET ${EXECUTIONS}`,
    `POST ${EXECUTIONS}`,
  ])
    expect([route, (await call(route)).status]).toEqual([route, 404]);
  for (const query of ['?status=sleeping', '?limit=0', '?limit=1000', '?page=2'])
    expect(await call(`GET ${EXECUTIONS}${query}`)).toMatchObject({ status: 400 });
});

test('stopping ends it with who and why; once', async () => {
  const { call, start, asked } = await withPacking();
  await start();
  await asked('packing:one', 1);
  expect(await call(`POST ${ONE}/stop`, { reason: 'no lamps left' }, 'agent')).toMatchObject({ status: 403 });
  expect(await call(`POST ${ONE}/stop`, { reason: 'no lamps left' }, 'operator', 'olga')).toMatchObject({
    status: 200,
    body: { state: 'stopped' },
  });
  expect((await call(`GET ${ONE}`)).body).toMatchObject({
    ...{ state: 'stopped', error: 'Stopped', cause: 'Stopped by olga: no lamps left', current: [] },
    steps: [{ step: 'packed', status: 'stopped' }],
  });
  expect(await call(`POST ${ONE}/stop`)).toMatchObject({ status: 409, code: 'not-running' });
});

test('a redrive goes on from the step that failed; what runs or has succeeded is not redriven', async () => {
  const steps = [{ id: 'noted', kind: 'transform', output: 'once' }, ...packing().steps];
  const { call, start, asked, answer, fail, ended } = await withPacking({ steps });
  await start();
  expect(await call(`POST ${ONE}/redrive`)).toMatchObject({ status: 409, code: 'not-redrivable' });
  const [first] = await asked('packing:one', 1);
  await fail(first?.token);
  expect(await ended('packing:one')).toBe('failed');
  expect((await call(`GET ${ONE}`)).body).toMatchObject({
    ...{ state: 'failed', error: 'ParticipantFailed', failedStep: 'packed', redrivable: true },
    steps: [
      { step: 'noted', status: 'succeeded' },
      { step: 'packed', status: 'failed', error: 'ParticipantFailed' },
    ],
  });
  expect(await call(`POST ${ONE}/redrive`)).toMatchObject({ status: 202, body: { state: 'running' } });
  const [, second] = await asked('packing:one', 2);
  expect(second?.attempt).toBe(101);
  await answer(second?.token, { sku: 'lamp' });
  expect(await ended('packing:one')).toBe('succeeded');
  expect((await call(`GET ${ONE}`)).body).toMatchObject({
    redrives: 1,
    steps: [
      { step: 'noted', status: 'succeeded' },
      { step: 'packed', status: 'succeeded', output: { sku: 'lamp' } },
    ],
  });
  expect(await call(`POST ${ONE}/redrive`)).toMatchObject({ status: 409, code: 'not-redrivable' });
});

test('a running execution finishes on its version; rollback moves new ones; deleting waits for them', async () => {
  const { call, workflows, start, asked, answer, ended } = await withPacking();
  await start();
  const next = packing({
    title: 'Next',
    steps: [{ id: 'noted', kind: 'transform', output: 'next' }],
    participants: {},
    input: undefined,
  });
  expect(await workflows('PUT /v1/workflows/packing', next)).toMatchObject({ body: { live: 2 } });
  expect(await start('two')).toMatchObject({ status: 201, body: { version: 2 } });
  expect(await ended('packing:two')).toBe('succeeded');
  expect((await call('GET /v1/executions/packing:two')).body).toMatchObject({ version: 2, output: 'next' });
  expect(await workflows('DELETE /v1/workflows/packing')).toMatchObject({ status: 409, code: 'workflow-in-use' });
  const [request] = await asked('packing:one', 1);
  await answer(request?.token, { sku: 'lamp' });
  expect(await ended('packing:one')).toBe('succeeded');
  expect((await call(`GET ${ONE}`)).body).toMatchObject({ version: 1, output: { sku: 'lamp' } });
  expect(await workflows('POST /v1/workflows/packing/rollback')).toMatchObject({ status: 200, body: { live: 1 } });
  expect(await start('three')).toMatchObject({ body: { version: 1 } });
  const [third] = await asked('packing:three', 1);
  await answer(third?.token, {});
  await ended('packing:three');
  expect((await workflows('GET /v1/workflows/packing?version=2')).body.machine.States).toHaveProperty('noted');
  expect(await workflows('DELETE /v1/workflows/packing')).toMatchObject({ status: 200 });
  expect(await workflows('POST /v1/workflows', packing())).toMatchObject({ status: 201, body: { live: 1 } });
});

const gate = (more: Record<string, unknown> = {}) => ({
  steps: [
    {
      ...{ id: 'allowed', kind: 'approval', timeoutS: 600, question: 'Pack it?', show: { sku: '{% $input.sku %}' } },
      approvers: ['principal:alice', 'principal:bob'],
      ...more,
    },
  ],
  participants: {},
});

test('an approval is listed for those who may, decided by one of them, and only once', async () => {
  const { call, start, open, ended, bus } = await withPacking(gate());
  await start();
  await open('packing:one');
  const listed = async (query: string, principal: string) =>
    (await call(`GET /v1/approvals${query}`, undefined, 'viewer', principal)).body.approvals;
  const [waiting] = await listed('?mine=true', 'alice');
  expect(waiting).toMatchObject({
    ...{ execution: 'packing:one', step: 'allowed', question: 'Pack it?', show: { sku: 'lamp' }, state: 'open' },
    ...{ approvers: ['principal:alice', 'principal:bob'], required: 1, decisions: [] },
  });
  expect(waiting).not.toHaveProperty('token');
  expect(await listed('?mine=true', 'carol')).toEqual([]);
  expect(await listed('', 'carol')).toHaveLength(1);
  expect(await listed('?workflow=other', 'alice')).toEqual([]);
  expect((await call(`GET ${ONE}`)).body.approvals).toMatchObject([{ id: waiting.id }]);

  const decide = (word: string, principal: string, body?: unknown) =>
    call(`POST ${ONE}/${word}`, body, 'viewer', principal);
  expect(await decide('approve', 'carol')).toMatchObject({ status: 403, code: 'not-an-approver' });
  expect(await decide('reject', 'alice')).toMatchObject({ status: 400, code: 'invalid-request' });
  expect(await decide('approve', 'alice', { step: 'other' })).toMatchObject({ status: 409, code: 'nothing-to-decide' });
  expect(await decide('approve', 'alice', { approval: 'x' })).toMatchObject({ status: 400 });
  expect(await decide('approve', 'alice', { step: 'allowed', reason: 'fine' })).toMatchObject({
    status: 200,
    body: { state: 'approved', decisions: [{ by: 'alice', decision: 'approved', reason: 'fine' }] },
  });
  expect(await ended('packing:one')).toBe('succeeded');
  expect(await decide('approve', 'alice', { step: 'allowed' })).toMatchObject({ status: 409, code: 'already-decided' });
  expect(await decide('reject', 'bob', { approval: waiting.id, reason: 'no' })).toMatchObject({
    status: 409,
    code: 'already-decided',
  });
  expect(await decide('approve', 'alice')).toMatchObject({ status: 409, code: 'nothing-to-decide' });
  expect(await listed('', 'alice')).toEqual([]);
  const types = bus.taken.map(({ type }) => type);
  expect(types.filter((type) => type === 'platform.approval.decided')).toHaveLength(1);
});

test('a rejection fails the execution with its reason', async () => {
  const { call, start, open, ended } = await withPacking(gate());
  await start();
  await open('packing:one');
  const rejected = (principal: string) => call(`POST ${ONE}/reject`, { reason: 'too dear' }, 'viewer', principal);
  expect(await rejected('alice')).toMatchObject({ status: 200, body: { state: 'open' } });
  expect(await rejected('alice')).toMatchObject({ status: 409, code: 'already-decided' });
  expect(await rejected('bob')).toMatchObject({ status: 200, body: { state: 'rejected' } });
  expect(await ended('packing:one')).toBe('failed');
  expect((await call(`GET ${ONE}`)).body).toMatchObject({ error: 'Rejected', steps: [{ status: 'failed' }] });
});

test('several approvals in a map are told apart by their ids; a stopped execution waits for none', async () => {
  const [step] = gate().steps;
  const over = { id: 'pieces', kind: 'map', over: ['a', 'b'], as: 'piece', steps: [step] };
  const { call, start, open } = await withPacking({ ...gate(), steps: [over] });
  await start();
  await open('packing:one', 2);
  const several = await call(`POST ${ONE}/approve`, {}, 'viewer', 'alice');
  expect(several).toMatchObject({ status: 409, code: 'several-approvals' });
  const { body } = await call('GET /v1/approvals?limit=1');
  expect(body.approvals).toHaveLength(1);
  const rest = await call(`GET /v1/approvals?limit=1&after=${encodeURIComponent(body.after)}`);
  expect(rest.body.approvals[0].id).not.toBe(body.approvals[0].id);
  expect(rest.body.after).toBeUndefined();
  const { id } = body.approvals[0];
  expect(await call(`POST ${ONE}/approve`, { approval: id }, 'viewer', 'bob')).toMatchObject({ status: 200 });
  const elsewhere = await call('POST /v1/executions/packing:two/approve', { approval: id }, 'viewer', 'bob');
  expect(elsewhere).toMatchObject({ status: 409, code: 'nothing-to-decide' });
  expect(elsewhere.body.detail).toContain('of packing:one');
  await call(`POST ${ONE}/stop`);
  expect((await call('GET /v1/approvals')).body.approvals).toEqual([]);
  const late = await call(`POST ${ONE}/approve`, { approval: rest.body.approvals[0].id }, 'viewer', 'bob');
  expect(late).toMatchObject({ status: 409, code: 'decision-too-late' });
});

test('rules and schedules follow the live version', async () => {
  const { workflows, events, scheduler } = await withPacking();
  const rule = () =>
    events.send(
      new DescribeRuleCommand({ Name: 'signalbox-test-workflow-packing-run', EventBusName: 'signalbox-test' }),
    );
  const GroupName = scheduleGroupName('signalbox-test');
  const schedule = () => scheduler.send(new GetScheduleCommand({ Name: 'workflow-packing', GroupName }));
  const put = (trigger: object) =>
    workflows(
      'PUT /v1/workflows/packing',
      packing({ trigger, input: undefined, steps: [{ id: 'noted', kind: 'transform', output: 1 }], participants: {} }),
    );
  await expect(rule()).rejects.toThrow();
  expect(await put({ kind: 'message', type: 'shop.parcel.taken' })).toMatchObject({ status: 200, body: { live: 2 } });
  expect(JSON.parse((await rule()).EventPattern ?? '')).toMatchObject({ 'detail-type': ['shop.parcel.taken'] });
  expect(await put({ kind: 'schedule', expression: 'rate(1 day)' })).toMatchObject({ status: 200, body: { live: 3 } });
  expect(await schedule()).toMatchObject({ ScheduleExpression: 'rate(1 day)' });
  await expect(rule()).rejects.toThrow();
  await workflows('POST /v1/workflows/packing/rollback');
  expect(await rule()).toBeDefined();
  await expect(schedule()).rejects.toThrow();
  expect(await workflows('DELETE /v1/workflows/packing')).toMatchObject({ status: 200 });
  await expect(rule()).rejects.toThrow();
});

test('an approval in a workflow that another one runs is decided at the inner execution, whatever version is live by then', async () => {
  const { call, workflows, open, ended, asked, until } = await withPacking(gate());
  const inner = {
    id: 'inner',
    kind: 'subworkflow',
    workflow: 'packing',
    input: { sku: '{% $input.sku %}' },
    timeoutS: 600,
  };
  const outer = { id: 'outer', title: 'Outer', steps: [inner] };
  expect(await workflows('POST /v1/workflows', outer)).toMatchObject({ status: 201 });
  await call('POST /v1/workflows/outer/executions', { name: 'one', input: { sku: 'lamp' } });
  const child = await until(async () => {
    const { body } = await call('GET /v1/executions/outer:one');
    return body.steps[0]?.tries[0]?.execution as string | undefined;
  });
  await open(child);
  expect(await workflows('PUT /v1/workflows/packing', packing({ ...gate({ question: 'Sure?' }) }))).toMatchObject({
    body: { live: 2 },
  });
  expect((await call('GET /v1/executions/outer:one')).body).toMatchObject({
    current: [{ step: 'inner', kind: 'subworkflow' }],
    steps: [{ step: 'inner', tries: [{ does: 'start', execution: child }] }],
  });
  const outside = await call('POST /v1/executions/outer:one/approve', {}, 'viewer', 'alice');
  expect(outside).toMatchObject({ status: 409, code: 'nothing-to-decide' });
  expect(await call(`POST /v1/executions/${child}/approve`, {}, 'viewer', 'alice')).toMatchObject({ status: 200 });
  expect(await ended('outer:one')).toBe('succeeded');
  expect((await call(`GET /v1/executions/${child}`)).body).toMatchObject({ version: 1, state: 'succeeded' });
  expect(await asked(child, 1)).toHaveLength(1);
});

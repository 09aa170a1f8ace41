/** A workflow's life over HTTP, on templates as they are deployed: registered, run, changed, gone back, deleted; by keys of roles. */
import { expect, test } from 'vitest';
import { useStage } from './use-stage.ts';

const stage = useStage('trial');

const asking = (more: Readonly<Record<string, unknown>> = {}) => ({
  id: 'asking',
  title: 'Ask once',
  participants: { knowing: 'agent:trial.answerer' },
  input: { type: 'object', properties: { from: { type: 'integer' } }, required: ['from'] },
  steps: [
    {
      ...{ id: 'asked', kind: 'task', to: 'knowing', type: 'trial.question', reply: 'trial.answer', timeoutS: 60 },
      payload: { answeredFrom: '{% $input.from %}' },
    },
  ],
  ...more,
});

interface Told {
  readonly id: string;
  readonly state: string;
  readonly live: number;
  readonly version: number;
  readonly key: string;
  readonly output: unknown;
}

/** Resolves when the execution does not run any more. */
async function ended(id: string): Promise<Told> {
  const { until, call } = stage();
  return await until(async () => {
    const { body } = await call<Told>(`GET /v1/executions/${id}`);
    return body.state === 'running' ? undefined : body;
  });
}

test('a workflow is registered, run, given a next version, rolled back and deleted', async () => {
  const { call } = stage();
  expect(await call('POST /v1/workflows', { body: asking() })).toMatchObject({ status: 201, body: { live: 1 } });
  const start = (name: string, from = 1) =>
    call<Told>('POST /v1/workflows/asking/executions', { body: { name, input: { from } } });
  expect(await start('one')).toMatchObject({ status: 201, body: { id: 'asking:one', version: 1 } });
  expect(await ended('asking:one')).toMatchObject({
    ...{ state: 'succeeded', version: 1, output: { toAttempt: 1 }, current: [] },
    steps: [
      {
        ...{ step: 'asked', kind: 'task', status: 'succeeded', input: { answeredFrom: 1 }, output: { toAttempt: 1 } },
        tries: [{ attempt: 1, does: 'ask', messages: [expect.any(String)] }],
      },
    ],
    cost: { transitions: 1, functionCalls: 1, messages: 1 },
  });
  const summed = {
    steps: [...asking().steps, { id: 'said', kind: 'transform', output: '{% $asked.toAttempt + 41 %}' }],
  };
  expect(await call('PUT /v1/workflows/asking', { body: asking(summed) })).toMatchObject({
    status: 200,
    body: { live: 2, changed: true },
  });
  await start('two');
  expect(await ended('asking:two')).toMatchObject({ state: 'succeeded', version: 2, output: 42 });
  expect(await call('POST /v1/workflows/asking/rollback')).toMatchObject({ status: 200, body: { live: 1 } });
  await start('three');
  expect(await ended('asking:three')).toMatchObject({ state: 'succeeded', version: 1, output: { toAttempt: 1 } });
  const listed = await call<{ executions: Told[] }>('GET /v1/workflows/asking/executions?status=succeeded');
  expect(listed.body.executions.map(({ id }) => id).sort()).toEqual(['asking:one', 'asking:three', 'asking:two']);
  expect(await call('DELETE /v1/workflows/asking')).toMatchObject({ status: 200 });
  expect(await call('GET /v1/workflows/asking')).toMatchObject({ status: 404 });
});

test('messages start it, once each, while its version with that trigger is live', async () => {
  const { call, send, quiet } = stage();
  const steps = [{ id: 'noted', kind: 'transform', output: '{% $input.payload.place %}' }];
  const counting = {
    id: 'counting',
    title: 'Count bookings',
    trigger: { kind: 'message', type: 'trial.booking' },
    steps,
  };
  expect(await call('POST /v1/workflows', { body: counting })).toMatchObject({ status: 201 });
  const id = await send({ type: 'trial.booking', payload: { place: 'window' } });
  expect(await ended(`counting:m-${id}`)).toMatchObject({ state: 'succeeded', output: 'window' });
  expect(
    await call('PUT /v1/workflows/counting', { body: { ...counting, trigger: { kind: 'manual' } } }),
  ).toMatchObject({
    body: { live: 2 },
  });
  await send({ type: 'trial.booking', payload: { place: 'aisle' } });
  await quiet();
  const listed = await call<{ executions: Told[] }>('GET /v1/workflows/counting/executions');
  expect(listed.body.executions).toHaveLength(1);
  expect(await call('DELETE /v1/workflows/counting')).toMatchObject({ status: 200 });
});

test('an approval waits for the principals it names, each with a key; it is decided by one, once', async () => {
  const { call, quiet } = stage();
  const keyOf = async (principal: string, role: string) =>
    (await call<Told>('POST /v1/keys', { body: { principal, role } })).body.key;
  const [alice, bob] = [await keyOf('alice', 'viewer'), await keyOf('bob', 'viewer')];
  const as = (key: string, route: string, body: unknown = {}) =>
    call<Told & { approvals: unknown[] }>(route, {
      headers: { 'x-api-key': key },
      ...(!route.startsWith('GET') && { body }),
    });
  const gate = { id: 'gate', kind: 'approval', approvers: ['principal:alice'], question: 'Go on?', timeoutS: 600 };
  const asked = { id: 'gated', title: 'Gated', steps: [gate] };
  expect(await as(alice, 'POST /v1/workflows', asked)).toMatchObject({ status: 403 });
  expect(await call('POST /v1/workflows', { body: asked })).toMatchObject({ status: 201 });
  await call('POST /v1/workflows/gated/executions', { body: { name: 'one' } });
  await quiet();
  expect((await as(alice, 'GET /v1/approvals?mine=true')).body.approvals).toMatchObject([
    { execution: 'gated:one', step: 'gate', question: 'Go on?' },
  ]);
  expect((await as(bob, 'GET /v1/approvals?mine=true')).body.approvals).toEqual([]);
  expect(await as(bob, 'POST /v1/executions/gated:one/approve')).toMatchObject({ status: 403 });
  expect(await as(alice, 'POST /v1/executions/gated:one/approve', { reason: 'fine' })).toMatchObject({ status: 200 });
  expect(await as(alice, 'POST /v1/executions/gated:one/approve', { step: 'gate' })).toMatchObject({ status: 409 });
  expect(await ended('gated:one')).toMatchObject({
    ...{ state: 'succeeded', output: { approved: true, decisions: [{ by: 'alice', reason: 'fine' }] } },
  });
});

test('what is not sound is refused, and leaves nothing behind', async () => {
  const { call } = stage();
  const [step] = asking().steps;
  for (const broken of [
    { steps: [{ ...step, kind: 'teleport' }] },
    { steps: [{ ...step, type: 'trial.nothing' }] },
    { steps: [{ ...step, to: 'stranger' }] },
    { steps: [{ ...step, dependsOn: ['asked'] }] },
  ])
    expect(await call('POST /v1/workflows', { body: asking(broken) })).toMatchObject({
      status: 400,
      body: { type: 'urn:signalbox:problem:invalid-workflow', errors: [expect.anything()] },
    });
  expect(await call('GET /v1/workflows/asking')).toMatchObject({ status: 404 });
});

/** Values, orders and clients that are odd or mean ill: what they get, and that nothing else is touched. */
import { describe, expect, test } from 'vitest';
import type { Template, WorkflowInput } from '../../../contracts/workflow.ts';
import { useStage } from '../use-stage.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { run, register, start, read, ended, waitingAt } = workflowsOf(stage);

type Steps = WorkflowInput['steps'];
type Step = Steps[number];

const workflow = (id: string, steps: Steps, more: Partial<WorkflowInput> = {}): WorkflowInput => ({
  ...{ id, title: `Tries ${id}`, stepTimeoutS: 60, timeoutS: 3_600, steps },
  ...more,
});
const gives = (id: string, output: Template, more: object = {}) => ({ id, kind: 'transform', output, ...more }) as Step;

/** JSONata takes an array of one for its item, and an empty one for nothing, where it can. */
const VALUES = [null, false, 0, '', [], {}, [null], [[]], [[1]], ['x'], [{ a: [1] }], [1, [2, [3]]]];
const named = VALUES.map((value, i) => [`v${i}`, value] as const);
const all = (more: (i: number) => object = () => ({})) => named.map(([id, value], i) => gives(id, value, more(i)));

describe('values come out of blocks as they went in', () => {
  const inPairs = (i: number) => (i % 2 === 0 ? {} : { dependsOn: [`v${i - 1}`] });
  test.each<[string, Partial<Extract<Step, { kind: 'parallel' }>> & { steps: Steps }]>([
    ['free', { steps: all() }],
    ['lanes', { steps: all(), limit: 3 }],
    ['one-lane', { steps: all(), limit: 1 }],
    ['pairs', { steps: all(inPairs) }],
    ['guarded', { steps: all(() => ({ catch: [{ errors: ['*'] }] })) }],
  ])('a parallel: %s', async (id, block) => {
    const execution = await run(workflow(`values-${id}`, [{ id: 'block', kind: 'parallel', ...block }]));
    expect(execution).toMatchObject({ state: 'succeeded', output: Object.fromEntries(named) });
  });

  test('a map: of none, of one, of a thousand, by their own output and by a result', async () => {
    const over = '{% $input.items %}';
    const result = ['{% $again %}', '{% $itemIndex %}'];
    const steps = [gives('same', '{% $item %}'), gives('again', '{% $same %}')];
    await register(workflow('map-own', [{ id: 'every', kind: 'map', over, limit: 40, steps }]));
    await register(workflow('map-result', [{ id: 'every', kind: 'map', over, limit: 40, steps, result }]));
    const thousand = Array.from({ length: 1_000 }, (_, i) => i);
    for (const items of [[], ['x'], [[1]], [[[1]]], [null], [[]], VALUES]) {
      expect((await ended(await start('map-own', { items }))).output).toEqual(items);
      expect((await ended(await start('map-result', { items }))).output).toEqual(items.map((item, i) => [item, i]));
    }
    expect((await ended(await start('map-own', { items: thousand }))).output).toEqual(thousand);
  });
});

test('a map in a lane in a loop, with a condition and a catch: each round begins anew, and shows its own', async () => {
  const choose: Step = {
    ...{ id: 'choose', kind: 'condition' },
    branches: [{ when: '{% $thing = 1 %}', title: 'one', steps: [gives('seen', '{% $roundsRound * 10 %}')] }],
  };
  const every: Step = { id: 'every', kind: 'map', over: [1, [2]], as: 'thing', steps: [choose] };
  const caught = [
    { errors: ['*'], steps: [gives('rescued', '{% $brittleError.Error %}')], output: ['{% $rescued %}'] },
  ];
  const brittle = gives('brittle', "{% $error('no') %}", { catch: caught });
  const block: Step = { id: 'block', kind: 'parallel', limit: 1, steps: [every, brittle] };
  const rounds: Step = { id: 'rounds', kind: 'loop', until: '{% $roundsRound >= 2 %}', maxRounds: 3, steps: [block] };
  const execution = await run(workflow('nested', [rounds], { result: ['{% $block %}', '{% $rounds %}'] }));
  expect(execution.output).toEqual([
    {
      every: [
        { taken: 'one', output: 20 },
        { taken: 'otherwise', output: null },
      ],
      brittle: ['States.QueryEvaluationError'],
    },
    { rounds: 2, done: true },
  ]);
});

describe('clients', () => {
  const asks = (id: string) =>
    workflow(id, [{ id: 'ask', kind: 'approval', approvers: ['role:operator'], question: 'Well?', timeoutS: 3_000 }]);
  const keyOf = async (principal: string, role: string) => {
    const { body } = await stage().call<{ key: string }>('POST /v1/keys', { body: { principal, role } });
    return { 'x-api-key': body.key };
  };

  test.each(['viewer', 'agent'])(
    'one with the role %s changes no workflows, stops and decides nothing, and has no keys',
    async (role) => {
      const guarded = `guarded-${role}`;
      await register(asks(guarded));
      const id = await start(guarded);
      await waitingAt(id, 'ask');
      const headers = await keyOf(`hostile-${role}`, role);
      const statusOf = async (route: string, body?: object): Promise<string> =>
        `${(await stage().call(route, { headers, ...(body && { body }) })).status} ${route}`;
      const refused = await Promise.all([
        statusOf('POST /v1/workflows', asks('mine')),
        statusOf(`PUT /v1/workflows/${guarded}`, asks(guarded)),
        statusOf(`DELETE /v1/workflows/${guarded}`),
        statusOf(`POST /v1/workflows/${guarded}/rollback`, {}),
        statusOf(`POST /v1/executions/${id}/stop`, {}),
        statusOf(`POST /v1/executions/${id}/redrive`, {}),
        statusOf(`POST /v1/executions/${id}/approve`, {}),
        statusOf(`POST /v1/executions/${id}/reject`, { reason: 'for fun' }),
        statusOf('GET /v1/keys'),
        statusOf('POST /v1/keys', { principal: 'eve', role: 'admin' }),
      ]);
      expect(refused.filter((line) => !line.startsWith('403 '))).toEqual([]);
      expect((await read(id)).approvals).toHaveLength(1);
    },
  );

  test('an approval is decided at its own execution, and no answer shows a token', async () => {
    await register(asks('two'));
    const [one, other] = [await start('two'), await start('two')];
    await waitingAt(one, 'ask');
    const execution = await waitingAt(other, 'ask');
    const body = { approval: execution.approvals[0]?.id };
    expect(await stage().call(`POST /v1/executions/${one}/approve`, { body })).toMatchObject({
      status: 409,
      body: { type: 'urn:signalbox:problem:nothing-to-decide' },
    });
    expect((await read(other)).approvals).toHaveLength(1);
    const { body: approvals } = await stage().call('GET /v1/approvals');
    expect(JSON.stringify([execution, approvals])).not.toMatch(/token/i);
  });

  test('the name of an execution of a deleted workflow is not taken again: what was approved then is not approved now', async () => {
    await register(asks('former'));
    const id = await start('former', {}, 'same');
    await waitingAt(id, 'ask');
    const headers = await keyOf('olga', 'operator');
    expect((await stage().call(`POST /v1/executions/${id}/approve`, { body: {}, headers })).status).toBe(200);
    await ended(id);
    await stage().quiet();
    expect((await stage().call('DELETE /v1/workflows/former')).status).toBe(200);
    await register(asks('former'));
    await expect(start('former', {}, 'same')).rejects.toThrow('409');
  });

  test('of registrations and changes at once, each has its own version, or is refused; one that is deleted starts nothing', async () => {
    const made = await Promise.all(
      [1, 2, 3].map((n) => stage().call('POST /v1/workflows', { body: workflow('race', [gives('one', n)]) })),
    );
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const put = await Promise.all(
      [4, 5, 6].map((n) =>
        stage().call<{ live: number }>('PUT /v1/workflows/race', { body: workflow('race', [gives('one', n)]) }),
      ),
    );
    expect(put.map(({ status, body }) => [status, body.live]).sort()).toEqual([
      [200, 2],
      [200, 3],
      [200, 4],
    ]);
    expect((await stage().call('DELETE /v1/workflows/race')).status).toBe(200);
    expect((await stage().call('POST /v1/workflows/race/executions', { body: {} })).status).toBe(404);
  });
});

test('names that every object has, and numbers and depths that no table has, pass as what they are', async () => {
  const output = {
    constructor: { name: 'Set' },
    valueOf: 1,
    large: 1e300,
    deep: [[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]],
  };
  const show = { constructor: { name: 'Set' }, toString: '{% $odd.valueOf %}' };
  const ask: Step = { id: 'ask', kind: 'approval', approvers: ['role:operator'], question: 'Well?', show };
  await register(workflow('odd', [gives('odd', output), ask]));
  const id = await start('odd');
  await waitingAt(id, 'ask');
  const { body } = await stage().call<{ approvals: { execution: string; show: unknown }[] }>('GET /v1/approvals');
  const approval = body.approvals.find(({ execution }) => execution === id);
  expect(approval?.show).toEqual({ constructor: { name: 'Set' }, toString: 1 });
  expect((await read(id)).steps.find(({ step }) => step === 'odd')?.output).toEqual(output);
});

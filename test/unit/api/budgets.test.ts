/** Budgets over HTTP: what is listed, what a cap that somebody sets does, and which names are refused. */
import { beforeEach, expect, test } from 'vitest';
import { createModelsApi } from '../../../functions/api/models/models.ts';
import { createBudgetStore } from '../../../functions/kit/model/budget-store.ts';
import { fakeClock, fakeLog } from '../kit/fakes.ts';
import type { Tables } from '../kit/tables.ts';
import { cloudTables, NO_MODELS } from '../model/money.ts';
import { caller } from './caller.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await cloudTables();
  return () => tables.close();
});

function open() {
  const clock = fakeClock();
  const log = fakeLog();
  const call = caller(createModelsApi({ ...NO_MODELS, clock, log, client: tables.client, table: tables.registry }));
  const store = createBudgetStore(tables.client, tables.registry, clock);
  const hold = (id: string, nanoUsd: number) => ({ id, nanoUsd, untilMs: clock.now().getTime() + 60_000 });
  return { clock, call, log, store, hold };
}

test('a budget is listed from its first call on, with what is spent, held and left', async () => {
  const { call, store, hold } = open();
  const day = { scope: 'day', id: '2026-01-31', capNanoUsd: 2e9 } as const;
  await store.reserve(day, hold('a', 0.5e9));
  await store.reserve(day, hold('b', 0.5e9));
  await store.settle(day, hold('a', 0.5e9), 0.25e9);
  const { status, body } = await call('GET /v1/budgets', undefined, 'viewer');
  expect(status).toBe(200);
  expect(body).toEqual({
    budgets: [
      {
        ...{ scope: 'day', id: '2026-01-31', capUsd: 2, spentUsd: 0.25, heldUsd: 0.5, leftUsd: 1.25 },
        ...{ lapsedUsd: 0, calls: 1 },
      },
    ],
  });
});

test('a cap that is set makes the budget where there is none, and moves what is left where there is', async () => {
  const { call, log, store, hold } = open();
  const made = await call('PUT /v1/budgets/agent/council.sceptic', { capUsd: 1 }, 'operator', 'alice');
  const at = '2026-01-31T12:00:00.000Z';
  expect(made).toMatchObject({
    status: 200,
    body: { id: 'council.sceptic@2026-01-31', capUsd: 1, leftUsd: 1, capSetBy: 'alice', capSetAt: at },
  });
  const agent = { scope: 'agent', id: 'council.sceptic@2026-01-31', capNanoUsd: 5e9 } as const;
  await store.reserve(agent, hold('a', 0.75e9));
  const lowered = await call('PUT /v1/budgets/agent/council.sceptic@2026-01-31', { capUsd: 0.5 }, 'operator', 'bob');
  expect(lowered.body).toMatchObject({ capUsd: 0.5, heldUsd: 0.75, leftUsd: -0.25, capSetBy: 'bob' });
  expect(await store.reserve(agent, hold('b', 1))).toMatchObject({ left: -0.25e9 });
  expect(log.lines).toHaveLength(2);
  expect((await call('GET /v1/budgets?scope=agent')).body.budgets).toHaveLength(1);
  expect((await call('GET /v1/budgets?scope=day')).body.budgets).toEqual([]);
});

test('a cap that was set holds as long as its budget is used', async () => {
  const { clock, call, store, hold } = open();
  const talk = { scope: 'conversation', id: 'talk', capNanoUsd: undefined } as const;
  await call('PUT /v1/budgets/conversation/talk', { capUsd: 1 });
  for (const id of ['a', 'b', 'c']) {
    clock.advance(30 * 86_400_000);
    expect(await store.setCaps()).toContain('conversation#talk');
    expect(await store.reserve(talk, hold(id, 1e8))).toBeUndefined();
    await store.settle(talk, hold(id, 1e8), 1e8);
  }
  expect((await call('GET /v1/budgets')).body.budgets).toMatchObject([{ capUsd: 1, spentUsd: 0.3 }]);
});

test('two who set a cap at once both do, one after the other', async () => {
  const { call } = open();
  await call('PUT /v1/budgets/day/2026-01-31', { capUsd: 10 });
  await Promise.all([1, 2, 3, 4].map((capUsd) => call('PUT /v1/budgets/day/2026-01-31', { capUsd })));
  const [row] = (await call('GET /v1/budgets')).body.budgets;
  expect(row.leftUsd).toBe(row.capUsd);
  expect([1, 2, 3, 4]).toContain(row.capUsd);
});

test('conversations have names of their own, and pages go on where they ended', async () => {
  const { call } = open();
  for (const id of ['workflow:debate:1', 'talk/2', 'ü'])
    expect(await call(`PUT /v1/budgets/conversation/${encodeURIComponent(id)}`, { capUsd: 1 })).toMatchObject({
      status: 200,
      body: { id },
    });
  expect((await call('PUT /v1/budgets/agent/a.b:talk', { capUsd: 1 })).body.id).toBe('a.b:talk');
  const first = (await call('GET /v1/budgets?limit=3')).body;
  const second = (await call(`GET /v1/budgets?limit=3&after=${encodeURIComponent(first.after)}`)).body;
  expect([...first.budgets, ...second.budgets].map(({ id }) => id)).toEqual([
    ...['a.b:talk', 'talk/2', 'workflow:debate:1', 'ü'],
  ]);
  expect(second.after).toBeUndefined();
});

test.each([
  ['PUT /v1/budgets/month/2026-01', { capUsd: 1 }],
  ['PUT /v1/budgets/day/today', { capUsd: 1 }],
  ['PUT /v1/budgets/day/2026-02-30', { capUsd: 1 }],
  ['PUT /v1/budgets/agent/Sceptic', { capUsd: 1 }],
  ['PUT /v1/budgets/agent/a.b@today', { capUsd: 1 }],
  ['PUT /v1/budgets/system/council:talk', { capUsd: 1 }],
  ['PUT /v1/budgets/day/2026-01-31', { capUsd: -1 }],
  ['PUT /v1/budgets/day/2026-01-31', { capUsd: 1e7 }],
  ['PUT /v1/budgets/day/2026-01-31', { capUsd: '1' }],
  ['PUT /v1/budgets/day/2026-01-31', {}],
  ['PUT /v1/budgets/day/2026-01-31', { capUsd: 1, spentUsd: 0 }],
  ['GET /v1/budgets?scope=month', undefined],
])('%s %o is refused, and nothing is written', async (route, body) => {
  const { call } = open();
  expect(await call(route, body)).toMatchObject({ status: 400, code: 'invalid-request' });
  expect(await tables.rows(tables.registry)).toEqual([]);
});

test('whoever reads may not set a cap', async () => {
  const { call } = open();
  const answer = await call('PUT /v1/budgets/day/2026-01-31', { capUsd: 1 }, 'agent');
  expect(answer).toMatchObject({ status: 403, code: 'not-allowed' });
});

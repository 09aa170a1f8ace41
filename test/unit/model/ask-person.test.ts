/** An agent whose budget is spent, from its queue: who is told of it, what is kept, and what becomes of the message. */
import { beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import type { ModelUse } from '../../../contracts/system.ts';
import { messageSchema } from '../../../contracts/message.ts';
import { refusedKey } from '../../../contracts/tables/models.ts';
import { createAgent } from '../../../functions/kit/agent.ts';
import { createBudgetStore } from '../../../functions/kit/model/budget-store.ts';
import { composeLayers } from '../../../functions/kit/model/compose.ts';
import { createModel } from '../../../functions/kit/model/create-model.ts';
import { createAskForMoney } from '../../../functions/kit/model/money-news.ts';
import { defineSystem } from '../../../systems/define.ts';
import { platformMessages } from '../../../systems/platform.ts';
import { memoryDeps } from '../kit/agent-deps-fixture.ts';
import { batch, context, fakeBus, fakeClock, fakeLog, message, record } from '../kit/fakes.ts';
import type { Tables } from '../kit/tables.ts';
import { settingsOf } from './model-calls.ts';
import { cloudTables } from './money.ts';
import { text } from './scripted.ts';

const DEAR = 'openai-compatible:dear';
const CHEAP = 'openai-compatible:cheap';
const EXECUTION = 'inn-stay:room-1';
const BUDGET = { scope: 'agent', id: `inn.host:workflow:${EXECUTION}` } as const;
const question = {
  ...({ system: 'You are a host.', messages: [{ role: 'user', text: 'Hello.' }] } as const),
  ...{ maxOutputTokens: 100, prompt: { id: 'inn/host', version: 1 }, offline: () => '' },
};

let tables: Tables;
beforeEach(async () => {
  tables = await cloudTables();
  return () => tables.close();
});

const inn = (model: ModelUse) =>
  defineSystem({
    name: 'inn',
    title: 'Inn',
    messages: { 'inn.asked': z.strictObject({}) },
    channels: { 'inn.in': { title: 'In', group: 'input', carries: ['inn.asked'], lanes: 'single' } },
    inputs: ['inn.in'],
    agents: {
      host: {
        ...{ title: 'Host', role: 'host', capabilities: [], subscribes: ['inn.in'], publishes: [], effects: 'once' },
        ...{ entry: 'inn/host', needs: ['model'], model },
      },
    },
  });

/** @param cap nano-dollars of one conversation */
function world(whenSpent: ModelUse['whenSpent'], cap = 1_000, bus = fakeBus()) {
  const clock = fakeClock();
  const use: ModelUse = { budgetUsd: { conversation: cap / 1e9 }, ...(whenSpent && { whenSpent }) };
  const settings = settingsOf({
    models: [DEAR, CHEAP],
    pricesUsd: { [DEAR]: { input: 10, output: 20 }, [CHEAP]: { input: 1, output: 2 } },
  });
  const place = { client: tables.client, table: tables.registry, clock };
  const answering: string[] = [];
  const layers = composeLayers({
    ...{ settings, clock, log: fakeLog() },
    provider: async function* (call) {
      answering.push(call.model);
      yield* text('Hello.');
    },
    breaker: (inner) => inner,
    budgets: createBudgetStore(tables.client, tables.registry, clock),
    answers: { read: async () => undefined, keep: async () => undefined },
    contextOf: async () => undefined,
  })({
    ...{ id: 'inn.host', use },
    askForMoney: whenSpent?.includes('ask') ? createAskForMoney({ ...place, publish: bus.publish }) : undefined,
  });
  const model = createModel({
    transport: (n, models) => layers({ messageId: undefined, n, models }),
    payer: { agent: 'inn.host', system: 'inn', conversation: `workflow:${EXECUTION}`, execution: EXECUTION },
    ...{ models: settings.models, tools: [], untilMs: 60_000, clock, keep: async () => undefined },
  });
  const ends: string[] = [];
  const deps = memoryDeps('inn.host', {
    ...{ clock, publish: bus.publish, toolsFor: () => ({ model }) },
    deadLetter: async (_, { code }) => void ends.push(`dead: ${code}`),
    recordOutcomes: async (outcomes) =>
      void ends.push(...outcomes.map(({ outcome, error }) => `${outcome}${error ? `: ${error.code}` : ''}`)),
  });
  const agent = createAgent(
    inn(use),
    'host',
    {
      'inn.asked': async (_, { model: own }) => {
        await own.reply(question);
        return [];
      },
    },
    () => deps,
  );
  return {
    ...{ ends, answering },
    asked: () => bus.taken,
    /** How many are to be delivered again. */
    handle: async () => {
      const letter = message({ type: 'inn.asked', channel: 'inn.in', payload: {} });
      return (await agent(batch(record(letter)), context)).batchItemFailures.length;
    },
    waiting: async () =>
      (await tables.rows(tables.registry)).flatMap(({ pk, sk }) =>
        pk === refusedKey(BUDGET.scope, BUDGET.id) ? [sk] : [],
      ),
  };
}

test('a person is asked once the cheaper model is refused too, and the message is given up at once', async () => {
  const { handle, ends, asked, waiting } = world(['cheaper', 'ask', 'refuse']);
  expect([await handle(), ends]).toEqual([0, ['dead: BudgetExhausted']]);
  const [told, ...others] = asked();
  expect(others).toEqual([]);
  const sent = messageSchema.parse(told);
  expect(sent).toMatchObject({ type: 'platform.budget.exhausted', channel: 'system.models', sender: 'inn.host' });
  const payload = platformMessages['platform.budget.exhausted'].parse(sent.payload);
  expect(payload).toMatchObject({
    ...BUDGET,
    ...{ agent: 'inn.host', model: CHEAP, execution: EXECUTION, conversation: `workflow:${EXECUTION}` },
    capUsd: 0.000_001,
  });
  expect(payload.neededUsd).toBeGreaterThan(payload.capUsd);
  expect(payload.proposedUsd).toBeGreaterThanOrEqual(payload.neededUsd);
  expect(await waiting()).toEqual([`1000#${EXECUTION}`]);
});

test('whoever is refused by the same budget at the same cap sends the same message; at another cap, another', async () => {
  const first = world(['ask']);
  await first.handle();
  await first.handle();
  const ids = first.asked().map(({ id }) => id);
  expect(ids[1]).toBe(ids[0]);
  const higher = world(['ask'], 2_000);
  await higher.handle();
  expect(higher.asked()[0]?.id).not.toBe(ids[0]);
  expect(await higher.waiting()).toEqual([`1000#${EXECUTION}`, `2000#${EXECUTION}`]);
});

test('a cheaper model that has the money answers, and nobody is asked', async () => {
  const { handle, ends, asked, answering } = world(['cheaper', 'ask'], 1_000_000);
  expect([await handle(), ends, answering, asked()]).toEqual([0, ['handled'], [CHEAP], []]);
});

test('without `ask` nobody is asked, and the message is given up at once', async () => {
  const { handle, ends, asked, waiting } = world(['cheaper', 'refuse']);
  expect([await handle(), ends, asked()]).toEqual([0, ['dead: BudgetExhausted'], []]);
  expect(await waiting()).toEqual([]);
});

test('while the bus does not take the question, the message comes again', async () => {
  const probe = world(['ask']);
  await probe.handle();
  const bus = fakeBus(new Set(probe.asked().map(({ id }) => id)));
  const { handle, ends } = world(['ask'], 1_000, bus);
  expect([await handle(), ends]).toEqual([1, ['failed: PublishError']]);
});

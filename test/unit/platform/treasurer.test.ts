/** The treasurer: raises a cap and never lowers one, redrives what failed for it and nothing else, and obeys one workflow alone. */
import { ExecutionDoesNotExist, ExecutionNotRedrivable, type SFNClient } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from 'vitest';
import type { Message } from '../../../contracts/message.ts';
import { refusedKey } from '../../../contracts/tables/models.ts';
import { createAgent } from '../../../functions/kit/agent.ts';
import { setCap } from '../../../functions/kit/model/budget-store.ts';
import { createAskForMoney } from '../../../functions/kit/model/money-news.ts';
import { createTreasury } from '../../../functions/kit/model/treasury.ts';
import { treasurer } from '../../../functions/platform/treasurer/treasurer.ts';
import { platform } from '../../../systems/platform.ts';
import { failuresInto, memoryDeps } from '../kit/agent-deps-fixture.ts';
import { batch, context, fakeBus, fakeClock, message, record } from '../kit/fakes.ts';
import type { Tables } from '../kit/tables.ts';
import { budgetRow, cloudTables, DAY } from '../model/money.ts';

const PREFIX = 'signalbox-test';
const SENDER = 'workflows.raise-budget';

let tables: Tables;
beforeEach(async () => {
  tables = await cloudTables();
  return () => tables.close();
});

type Execution = 'RUNNING' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'SUCCEEDED' | 'TOO_OLD';

/** Step Functions as far as it is asked: executions by their ids, and which of them were redriven. */
function statesOf(executions: Readonly<Record<string, Execution>>) {
  const redriven: string[] = [];
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: object }) => {
    const { executionArn } = input as { executionArn: string };
    const id = executionArn.replace(/^.*execution:signalbox-test-workflow-/, '');
    const status = executions[id];
    if (!status) throw new ExecutionDoesNotExist({ message: id, $metadata: {} });
    if (name === 'RedriveExecutionCommand') {
      if (status === 'TOO_OLD') throw new ExecutionNotRedrivable({ message: 'too old', $metadata: {} });
      redriven.push(id);
      return { redriveDate: new Date(0) };
    }
    const isOver = !['RUNNING', 'SUCCEEDED'].includes(status);
    const told = status === 'TOO_OLD' ? 'FAILED' : status;
    return {
      executionArn,
      status: told,
      redriveStatus: isOver ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
      startDate: new Date(0),
    };
  };
  return { client: { send } as unknown as SFNClient, redriven };
}

function world(executions: Readonly<Record<string, Execution>> = {}) {
  const clock = fakeClock();
  const bus = fakeBus();
  const states = statesOf(executions);
  const failures: string[] = [];
  const place = { client: tables.client, table: tables.registry, clock };
  const treasury = createTreasury({ ...place, states: states.client, prefix: PREFIX });
  const deps = memoryDeps('platform.treasurer', {
    ...{ clock, publish: bus.publish, toolsFor: () => ({ treasury }) },
    ...failuresInto(failures, 'treasurer'),
  });
  const agent = createAgent(platform, 'treasurer', treasurer, () => deps);
  const ask = createAskForMoney({ ...place, publish: async (messages) => messages.map(() => undefined) });
  return {
    failures,
    redriven: states.redriven,
    /** An execution that the budget refused at this cap. */
    refused: (execution: string, capNanoUsd = 1e9) =>
      ask(
        { ...DAY, model: 'ollama:one', capNanoUsd, neededNanoUsd: 1, proposedNanoUsd: 2 * capNanoUsd },
        { agent: 'lab.borrower', system: 'lab', conversation: `workflow:${execution}`, execution },
      ),
    capIs: (capUsd: number) => setCap(place, DAY, capUsd * 1e9, 'olga'),
    async raise(more: Partial<Message> = {}) {
      const before = bus.taken.length;
      const execution = 'arn:aws:states:us-east-1:000000000000:execution:signalbox-test-workflow-raise-budget:m-1';
      const asked = message({
        ...{ type: 'platform.budget.raise', channel: 'system.budgets', sender: SENDER },
        payload: { ...DAY, fromUsd: 1, toUsd: 2, by: 'vera', execution },
        ...more,
      });
      await agent(batch(record(asked)), context);
      return bus.taken.slice(before).map(({ payload }) => payload);
    },
    waiting: async () =>
      (await tables.rows(tables.registry)).flatMap(({ pk, sk }) => (pk === refusedKey(DAY.scope, DAY.id) ? [sk] : [])),
  };
}

test('a cap is raised in the name of who approved it, and once', async () => {
  const { capIs, raise } = world();
  await capIs(1);
  expect(await raise()).toEqual([{ ...DAY, capUsd: 2, resumed: [], running: 0 }]);
  expect(await raise()).toEqual([{ ...DAY, capUsd: 2, resumed: [], running: 0 }]);
  expect(await budgetRow(tables, DAY)).toMatchObject({ cap: 2e9, left: 2e9, capSetBy: 'vera' });
});

test('a cap that somebody has set higher meanwhile stays', async () => {
  const { capIs, raise } = world();
  await capIs(5);
  expect(await raise()).toEqual([{ ...DAY, capUsd: 5, resumed: [], running: 0 }]);
  expect(await budgetRow(tables, DAY)).toMatchObject({ cap: 5e9, capSetBy: 'olga' });
});

test('what failed is redriven once; what runs is told of; what a person stopped, what went well and what is gone is left alone', async () => {
  const { refused, raise, redriven, waiting } = world({
    ...{ 'a:failed': 'FAILED', 'a:late': 'TIMED_OUT', 'a:runs': 'RUNNING', 'a:stopped': 'ABORTED' },
    ...{ 'a:well': 'SUCCEEDED', 'a:old': 'TOO_OLD', 'b-1:ask-0123456789abcdef.mh3k2f1a.2': 'FAILED' },
  });
  const ids = ['failed', 'late', 'runs', 'stopped', 'well', 'old', 'gone'].map((name) => `a:${name}`);
  for (const id of [...ids, 'b-1:ask-0123456789abcdef.mh3k2f1a.2']) await refused(id);
  expect(await raise()).toEqual([{ ...DAY, capUsd: 2, resumed: ['a:failed', 'a:late'], running: 1 }]);
  expect(await raise()).toEqual([{ ...DAY, capUsd: 2, resumed: [], running: 1 }]);
  expect(redriven).toEqual(['a:failed', 'a:late']);
  expect(await waiting()).toEqual(['1000000000#a:runs']);
});

test('what was refused at another cap waits for another approval', async () => {
  const { refused, raise, redriven, waiting } = world({ 'a:one': 'FAILED' });
  await refused('a:one', 2e9);
  expect(await raise()).toEqual([{ ...DAY, capUsd: 2, resumed: [], running: 0 }]);
  expect([redriven, await waiting()]).toEqual([[], ['2000000000#a:one']]);
});

test('nobody but the workflow in which a person approves may have a cap raised', async () => {
  const { capIs, raise, failures } = world();
  await capIs(1);
  expect(await raise({ sender: 'lab.borrower' })).toEqual([]);
  expect(await raise({ sender: 'workflows.raise-budget-2' })).toEqual([]);
  expect(failures).toEqual([
    expect.stringMatching(/^treasurer: NotAllowed lab\.borrower may not raise a budget/),
    expect.stringMatching(/^treasurer: NotAllowed workflows\.raise-budget-2 may not raise a budget/),
  ]);
  expect(await budgetRow(tables, DAY)).toMatchObject({ cap: 1e9 });
});

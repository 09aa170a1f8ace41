/** What the tests of money have in common: a model with a price, a payer, budgets in a real DynamoDB's stand-in, and a stubborn provider. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Usage } from '../../../contracts/model.ts';
import { type BudgetRow, budgetKey, budgetRowSchema } from '../../../contracts/tables/models.ts';
import type { BudgetName, Caps } from '../../../domain/model/budget.ts';
import { costNanoUsd, type Price, priceOf } from '../../../domain/model/prices.ts';
import { inputTokensOf } from '../../../domain/model/truncate.ts';
import type { Clock } from '../../../functions/kit/clock.ts';
import { type BudgetStore, createBudgetStore } from '../../../functions/kit/model/budget-store.ts';
import { createBudget } from '../../../functions/kit/model/layers/budget.ts';
import type { Call, Chunk, Transport } from '../../../functions/kit/model/port.ts';
import { startLocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { fakeLog } from '../kit/fakes.ts';
import { createTables, type Tables } from '../kit/tables.ts';
import { callOf } from './layers-world.ts';

/** What the API of budgets and experiments knows of models where they do not matter. */
export const NO_MODELS = {
  known: { configured: [], named: [], pricesUsd: {}, ollama: undefined, contextOf: async () => undefined },
  systems: [],
};

/** A dollar for a million tokens of input, two for a million of output: 1,000 and 2,000 nano-dollars each. */
const PRICES = { 'openai-compatible:paid': { input: 1, output: 2 } };
const PAID = 'openai-compatible:paid';
export const DAY: BudgetName = { scope: 'day', id: '2026-01-31' };
const PRICE = priceOf(PAID, PRICES) as Price;

export function moneyWorld(tables: Tables, provider: Transport, caps: Caps, clock: Clock, store?: BudgetStore) {
  const log = fakeLog();
  const own = store ?? createBudgetStore(tables.client, tables.registry, clock);
  const ask = createBudget({ store: own, clock, log, caps, prices: PRICES })(provider);
  return { ask, log, store: own };
}

/** The two tables in the local cloud, which tells the row of a condition that did not hold. */
export async function cloudTables(): Promise<Tables> {
  const cloud = await startLocalCloud({ port: 0 });
  const client = new DynamoDBClient({ ...clientSettings(cloud), maxAttempts: 3 });
  return await createTables(client, async () => {
    client.destroy();
    await cloud.close();
  });
}

export async function budgetRow(tables: Tables, { scope, id }: BudgetName): Promise<BudgetRow | undefined> {
  const row = (await tables.rows(tables.registry)).find(({ pk }) => pk === budgetKey(scope, id));
  return row && budgetRowSchema.parse(row);
}

/** cap = left + spent + held, whatever has happened. */
export const heldOf = ({ cap, left, spent }: BudgetRow): number => cap - left - spent;

/** Uses a share of what the answer may have, and nothing but the input when told so. */
export const answering = (outputTokens: number, calls: Call[] = []): Transport =>
  async function* (call) {
    calls.push(call);
    yield { kind: 'text', text: 'yes' };
    yield endWith({ inputTokens: inputTokensOf(call), outputTokens: Math.min(outputTokens, call.maxOutputTokens) });
  };

export const endWith = (usage: Usage): Chunk => ({ kind: 'end', reason: 'stop', usage });

/** A call to the model with a price, whose spending is added up. */
export function paidCall(more: Partial<Call> = {}) {
  let spent = 0;
  const { call, events } = callOf({
    model: PAID,
    spend: (nanoUsd) => {
      spent += nanoUsd;
    },
    ...more,
  });
  const input = inputTokensOf(call);
  return {
    ...{ call, events },
    spent: () => spent,
    /** What it costs with so many tokens of answer. */
    costs: (outputTokens: number) => costNanoUsd(PRICE, { inputTokens: input, outputTokens }),
  };
}

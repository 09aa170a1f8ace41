/** The model port as functions open it, without a function around it: all layers, over tables of a cloud, to a provider or to none. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { systemClock, systemLater } from '../../functions/kit/clock.ts';
import { createBreakerStore } from '../../functions/kit/model/breaker-store.ts';
import { createBudgetStore } from '../../functions/kit/model/budget-store.ts';
import { composeLayers } from '../../functions/kit/model/compose.ts';
import { createModel } from '../../functions/kit/model/create-model.ts';
import { createKeptAnswers } from '../../functions/kit/model/kept-answers.ts';
import { createBreaker } from '../../functions/kit/model/layers/breaker.ts';
import type { Model } from '../../functions/kit/model/model.ts';
import type { PoolStatistics } from '../../functions/kit/model/pool.ts';
import type { Transport } from '../../functions/kit/model/port.ts';
import { definePrompt } from '../../functions/kit/model/prompt.ts';
import { openProvider } from '../../functions/kit/model/providers/open-provider.ts';
import { createKeepReport } from '../../functions/kit/model/reports.ts';
import type { ModelSettings } from '../../functions/kit/model/settings.ts';
import { createLogger } from '../../functions/kit/observe.ts';
import { settingsFor } from '../cloud/measure.ts';

const REGISTRY = 'registry';
const HISTORY = 'history';
const MODEL = 'ollama:stub';
const LONG_MS = 600_000;

const prompt = definePrompt({
  id: 'bench/answer',
  version: 1,
  system: 'You answer in one sentence.',
  task: 'Answer the question in the fence.',
  variables: z.strictObject({ question: z.string() }),
  maxOutputTokens: 1_000,
  offline: () => 'yes',
});

/** Gives its answer without a pause. */
const noProvider: Transport = async function* () {
  yield { kind: 'text', text: 'yes' };
  yield { kind: 'end', reason: 'stop', usage: { inputTokens: 10, outputTokens: 1 } };
};

export interface Stack {
  /** One question; with `kept`, as a message's: paid once, budgeted, its report in the history. */
  ask(kept: boolean, onText?: () => void): Promise<void>;
  statistics(): readonly PoolStatistics[];
  close(): void;
}

/** @param url of the model server; without it, the provider is none @param cloudUrl of the AWS API with the tables (createTables) */
export function openStack(cloudUrl: string, url?: string): Stack {
  const settings: ModelSettings = {
    ...{ stage: 'bench', models: [MODEL], url, keySecret: undefined, capsUsd: { day: 1_000 }, pricesUsd: {} },
    rate: { requestsPerMinute: 10_000_000, tokensPerMinute: 1_000_000_000, queue: 10_000 },
    timeoutMs: LONG_MS,
    retry: { attempts: 4, firstMs: 1_000, longestMs: 60_000 },
    breaker: { failures: 5, openMs: 60_000, successes: 3 },
    stream: true,
  };
  const clock = systemClock;
  const log = createLogger('bench');
  const client = new DynamoDBClient(settingsFor(cloudUrl));
  const provider = openProvider(settings, clock, systemLater);
  const transportFor = composeLayers({
    ...{ settings, clock, log, provider: url === undefined ? noProvider : provider.transport },
    breaker: createBreaker({
      ...{ clock, store: createBreakerStore(client, REGISTRY), timeoutMs: LONG_MS },
      rules: { ...settings.breaker, leaseMs: LONG_MS },
      announce: async () => undefined,
      onStoreFailure: (error) => log.warn('The tables failed.', { reason: String(error) }),
    }),
    budgets: createBudgetStore(client, REGISTRY, clock),
    answers: createKeptAnswers(client, REGISTRY, clock, log),
    contextOf: async () => undefined,
  })({ id: 'bench.asker', use: {} });
  const keep = createKeepReport({
    ...{ client, clock, log, registryTable: REGISTRY, historyTable: HISTORY, historyDays: 1 },
  });
  let asked = 0;
  const modelFor = (messageId: string | undefined): Model =>
    createModel({
      transport: (n, models) => transportFor({ messageId, n, models }),
      payer: { agent: 'bench.asker', system: 'bench', conversation: `bench-${asked}` },
      ...{ models: settings.models, tools: [], untilMs: clock.monotonicMs() + LONG_MS, clock },
      keep: async (report, n) => {
        if (messageId !== undefined) await keep(report, messageId, n);
      },
    });
  return {
    async ask(kept, onText) {
      asked += 1;
      const question = `Is it ${asked}?`;
      await modelFor(kept ? `bench-${process.pid}-${asked}` : undefined).ask(
        prompt,
        { question },
        onText ? { onText } : {},
      );
    },
    statistics: () => Object.values(provider.statistics()),
    close() {
      provider.close();
      client.destroy();
    },
  };
}

/** The two tables, with the keys that they have in a stage. */
export async function createTables(cloudUrl: string): Promise<void> {
  const client = new DynamoDBClient(settingsFor(cloudUrl));
  for (const TableName of [REGISTRY, HISTORY])
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  client.destroy();
}

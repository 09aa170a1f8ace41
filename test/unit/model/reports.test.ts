/** What questions come to: the row beside the message, metrics by agent and model, counters of experiments; and how people read them. */
import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { CallReport } from '../../../contracts/model.ts';
import { createModelsApi } from '../../../functions/api/models/models.ts';
import { createHistoryReader } from '../../../functions/kit/history.ts';
import type { PoolStatistics } from '../../../functions/kit/model/pool.ts';
import { createKeepReport } from '../../../functions/kit/model/reports.ts';
import { caller } from '../api/caller.ts';
import { fakeClock, fakeLog } from '../kit/fakes.ts';
import { openTables, type Tables } from '../kit/tables.ts';
import { NO_MODELS } from './money.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const report = (more: Partial<CallReport> = {}): CallReport => ({
  agent: 'lab.thinker',
  conversation: 'talk',
  at: '2026-01-31T12:00:00.000Z',
  model: 'ollama:one',
  prompt: { id: 'lab/think', version: 2 },
  outcome: 'answered',
  usage: { inputTokens: 100, outputTokens: 50 },
  costNanoUsd: 200_000,
  firstTokenMs: 120.5,
  totalMs: 900.25,
  retries: 1,
  events: [
    { event: 'attempted', model: 'ollama:one', attempt: 1 },
    { event: 'failed', model: 'ollama:one', attempt: 1, code: 'Timeout' },
    { event: 'attempted', model: 'ollama:one', attempt: 2 },
  ],
  ...more,
});

/** Lines in the embedded metric format, as Powertools would write them. */
const lines: Record<string, unknown>[] = [];
const write = vi.spyOn(Metrics.prototype, 'publishStoredMetrics').mockImplementation(function (this: Metrics) {
  lines.push(this.serializeMetrics() as unknown as Record<string, unknown>);
  this.clearMetrics();
  this.clearDimensions();
  return this;
});
afterAll(() => write.mockRestore());

function world(client = tables.client, connections?: () => Record<string, PoolStatistics>) {
  lines.length = 0;
  const clock = fakeClock();
  const log = fakeLog();
  const options = { registryTable: tables.registry, historyTable: tables.history, historyDays: 30, clock, log };
  const keep = createKeepReport({ client, connections, ...options });
  return {
    log,
    keep,
    story: async (id: string) => (await createHistoryReader(tables.client, tables.history, clock).story(id)).calls,
    call: caller(createModelsApi({ ...NO_MODELS, clock, log, client: tables.client, table: tables.registry })),
  };
}

test('a question stands beside its message, and its figures are metrics of agent and model', async () => {
  const { keep, story, log } = world();
  await keep(report(), 'm-1', 1);
  expect(await story('m-1')).toEqual([report()]);
  expect(lines).toMatchObject([
    {
      agent: 'lab.thinker',
      model: 'ollama:one',
      ModelCalls: 1,
      ModelFailures: 0,
      ModelInputTokens: 100,
      ModelOutputTokens: 50,
      ModelCostUsd: 0.0002,
      ModelFirstTokenMs: 120.5,
      ModelTotalMs: 900.25,
      ModelRetries: 1,
      ModelTruncations: 0,
      ModelCacheHits: 0,
    },
  ]);
  expect(log.lines).toEqual([]);
});

test('connections that were opened and reused since the question before are counted, of all servers', async () => {
  const pool = { calls: 0, failures: 0, connectionsOpened: 2, reused: 0, recycled: 0, successRate: 1 };
  let pools: Record<string, PoolStatistics> = { one: pool };
  const { keep } = world(tables.client, () => pools);
  await keep(report(), 'm-1', 1);
  pools = { one: { ...pool, reused: 3, recycled: 1 }, two: { ...pool, connectionsOpened: 1 } };
  await keep(report(), 'm-1', 2);
  await keep(report(), 'm-1', 3);
  expect(lines).toMatchObject([
    { ModelConnectionsOpened: 2, ModelConnectionsReused: 0, ModelPoolsRecycled: 0 },
    { ModelConnectionsOpened: 1, ModelConnectionsReused: 3, ModelPoolsRecycled: 1 },
    { ModelConnectionsOpened: 0, ModelConnectionsReused: 0, ModelPoolsRecycled: 0 },
  ]);
});

test('a failure without a model is one, and has no first token', async () => {
  const { keep } = world();
  const { model: _, firstTokenMs: __, ...rest } = report({ outcome: 'failed', code: 'BreakerOpen', events: [] });
  await keep(rest, 'm-1', 1);
  expect(lines).toMatchObject([{ model: 'none', ModelFailures: 1, ModelInputTokens: 0 }]);
  expect(lines[0]).not.toHaveProperty('ModelFirstTokenMs');
});

test('tokens of an answer from the cache were used before: only the hit is counted', async () => {
  const { keep } = world();
  await keep(report({ events: [{ event: 'cache-hit', model: 'ollama:one' }], costNanoUsd: 0 }), 'm-1', 1);
  expect(lines).toMatchObject([{ ModelCalls: 1, ModelCacheHits: 1, ModelInputTokens: 0, ModelOutputTokens: 0 }]);
});

test('a question whose answer was given again was kept before, and what it cost stays', async () => {
  const { keep, story } = world();
  await keep(report(), 'm-1', 1);
  const again = world();
  await again.keep(report({ events: [{ event: 'given-again', model: 'ollama:one' }], costNanoUsd: 0 }), 'm-1', 1);
  expect(await story('m-1')).toMatchObject([{ costNanoUsd: 200_000 }]);
  expect(lines).toEqual([]);
});

test('where no message is handled there is no row, and the metrics are there', async () => {
  const { keep } = world();
  await keep(report(), undefined, 1);
  expect(lines).toHaveLength(1);
  expect(await tables.rows(tables.history)).toEqual([]);
});

test('a table that fails costs nobody the answer; the log says so', async () => {
  const broken = { send: () => Promise.reject(new Error('no table')) } as unknown as Tables['client'];
  const { keep, log } = world(broken);
  await keep(report(), 'm-1', 1);
  expect(log.lines).toEqual([expect.stringContaining('was not kept')]);
});

test('variants of an experiment are compared: outcomes, cost, time', async () => {
  const { call } = world();
  const of = (variant: string, more: Partial<CallReport>) =>
    world().keep(report({ prompt: { id: 'lab/think', version: 2, variant: `shorter/${variant}` }, ...more }), 'm-1', 1);
  await of('old', { totalMs: 300 });
  await of('old', { totalMs: 350, outcome: 'failed', costNanoUsd: 0 });
  await of('old', { totalMs: 100_000 });
  await of('new', { totalMs: 40, costNanoUsd: 100_000 });
  const { status, body } = await call('GET /v1/experiments', undefined, 'viewer');
  expect(status).toBe(200);
  expect(body.experiments).toEqual([
    {
      experiment: 'shorter',
      variants: [
        {
          ...{ variant: 'new', calls: 1, answeredShare: 1, costUsd: 0.0001, meanCostUsd: 0.0001 },
          outcomes: { answered: 1, cut: 0, aborted: 0, failed: 0 },
          ...{ meanInputTokens: 100, meanOutputTokens: 50, meanMs: 40, medianMs: 50, meanFirstTokenMs: 121 },
        },
        {
          ...{ variant: 'old', calls: 3, answeredShare: 2 / 3, costUsd: 0.0004, meanCostUsd: 0.0004 / 3 },
          outcomes: { answered: 2, cut: 0, aborted: 0, failed: 1 },
          ...{ meanInputTokens: 100, meanOutputTokens: 50, meanMs: 100_650 / 3, medianMs: 400, meanFirstTokenMs: 121 },
        },
      ],
    },
  ]);
});

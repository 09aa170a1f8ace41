/**
 * What questions came to, kept and measured: a row beside the message for which it was asked, metrics by agent and model, counters of
 * the experiment that it is part of. Figures and names; nothing of a prompt or an answer, and nothing in a log but what failed.
 *
 * A question whose answers were all given again was kept when they were paid: it is not kept or counted another time.
 */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { CallReport } from '../../../contracts/model.ts';
import { messageKey } from '../../../contracts/tables/history.ts';
import {
  bucketAttribute,
  type CallRow,
  callRow,
  DURATION_BUCKETS_MS,
  EXPERIMENTS_KEY,
} from '../../../contracts/tables/models.ts';
import { usdOf } from '../../../domain/model/prices.ts';
import type { Clock } from '../clock.ts';
import { type Log, NAMESPACE } from '../observe.ts';
import { putRows, ttlAfterDays } from '../rows.ts';
import type { PoolStatistics } from './pool.ts';

/** @param messageId absent where no message is handled: then there is no row. @param n the n-th question for it. Never throws: an answer that is there is not lost for its bookkeeping. */
export type KeepReport = (report: CallReport, messageId: string | undefined, n: number) => Promise<void>;

export interface KeepReportOptions {
  readonly client: DynamoDBClient;
  readonly registryTable: string;
  readonly historyTable: string;
  readonly historyDays: number;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** Of the environment's connections to providers, by server. */
  readonly connections?: (() => Readonly<Record<string, PoolStatistics>>) | undefined;
}

export function createKeepReport(options: KeepReportOptions): KeepReport {
  const { client, registryTable, historyTable, historyDays, clock, log } = options;
  const measure = createMeasureCall(options.connections);
  const row = (report: CallReport, messageId: string, n: number): CallRow => ({
    ...{ pk: messageKey(messageId), sk: callRow(n) },
    report,
    ttl: ttlAfterDays(clock.now(), historyDays),
  });
  return async (report, messageId, n) => {
    if (isGivenAgain(report)) return;
    measure(report);
    const variant = report.prompt?.variant;
    const kept = await Promise.allSettled([
      messageId === undefined ? undefined : putRows(client, historyTable, [row(report, messageId, n)], clock),
      variant === undefined ? undefined : count(client, registryTable, variant, report),
    ]);
    for (const one of kept)
      if (one.status === 'rejected')
        log.warn('What a question to a model came to was not kept; its metrics are there.', {
          reason: String(one.reason),
          n,
        });
  };
}

const has = (report: CallReport, name: CallReport['events'][number]['event']): boolean =>
  report.events.some(({ event }) => event === name);

const isGivenAgain = (report: CallReport): boolean => has(report, 'given-again') && !has(report, 'attempted');

const NOBODY = 'none';

const POOL_METRICS = {
  ModelConnectionsOpened: 'connectionsOpened',
  ModelConnectionsReused: 'reused',
  ModelPoolsRecycled: 'recycled',
} as const satisfies Record<string, keyof PoolStatistics>;

function createMeasureCall(connections: NonNullable<KeepReportOptions['connections']> = () => ({})) {
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: 'signalbox' });
  const told = new Map<string, number>();
  /** What came since the question before; of several at once, the first tells. */
  const measurePools = (): void => {
    const pools = Object.values(connections());
    for (const [name, figure] of Object.entries(POOL_METRICS)) {
      const total = pools.reduce((sum, pool) => sum + pool[figure], 0);
      metrics.addMetric(name, MetricUnit.Count, total - (told.get(name) ?? 0));
      told.set(name, total);
    }
  };
  return (report: CallReport): void => {
    const { agent, model = NOBODY, usage, outcome, costNanoUsd, firstTokenMs, totalMs, retries } = report;
    const used = has(report, 'attempted') ? usage : { inputTokens: 0, outputTokens: 0 };
    const count = (event: CallReport['events'][number]['event']) =>
      report.events.filter((one) => one.event === event).length;
    metrics.addDimensions({ agent, model });
    metrics.addDimensions({}); // of the stage as a whole: alarms cannot know agents and models
    metrics.addMetric('ModelCalls', MetricUnit.Count, 1);
    metrics.addMetric('ModelFailures', MetricUnit.Count, outcome === 'failed' ? 1 : 0);
    metrics.addMetric('ModelBudgetExhausted', MetricUnit.Count, report.code === 'BudgetExhausted' ? 1 : 0);
    metrics.addMetric('ModelInputTokens', MetricUnit.Count, used.inputTokens);
    metrics.addMetric('ModelOutputTokens', MetricUnit.Count, used.outputTokens);
    metrics.addMetric('ModelCostUsd', MetricUnit.NoUnit, usdOf(costNanoUsd));
    metrics.addMetric('ModelRetries', MetricUnit.Count, retries);
    metrics.addMetric('ModelTruncations', MetricUnit.Count, count('truncated'));
    metrics.addMetric('ModelCacheHits', MetricUnit.Count, count('cache-hit'));
    if (firstTokenMs !== undefined) metrics.addMetric('ModelFirstTokenMs', MetricUnit.Milliseconds, firstTokenMs);
    metrics.addMetric('ModelTotalMs', MetricUnit.Milliseconds, totalMs);
    measurePools();
    metrics.publishStoredMetrics();
  };
}

/** Adds one question to its variant. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
async function count(client: DynamoDBClient, table: string, variant: string, report: CallReport): Promise<void> {
  const { usage, outcome, costNanoUsd, firstTokenMs, totalMs } = report;
  const bucket = DURATION_BUCKETS_MS.findIndex((bound) => totalMs <= bound);
  const added: Record<string, number> = {
    ...{ calls: 1, [outcome]: 1, costNanoUsd, totalMs: Math.round(totalMs) },
    ...{ inputTokens: usage.inputTokens, outputTokens: usage.outputTokens },
    ...(firstTokenMs !== undefined && { firstTokens: 1, firstTokenMs: Math.round(firstTokenMs) }),
    [bucketAttribute(bucket < 0 ? DURATION_BUCKETS_MS.length : bucket)]: 1,
  };
  const names = Object.keys(added);
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: marshall({ pk: EXPERIMENTS_KEY, sk: variant }),
      UpdateExpression: `ADD ${names.map((_, i) => `#${i} :${i}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#${i}`, name])),
      ExpressionAttributeValues: marshall(Object.fromEntries(names.map((name, i) => [`:${i}`, added[name]]))),
    }),
  );
}

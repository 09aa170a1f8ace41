/**
 * Experiments, their variants side by side: how often each was asked, what came of it, what it cost, how long it took. Medians are
 * estimated: the upper bound of the bucket that the middle question is in.
 */
import {
  bucketAttribute,
  DURATION_BUCKETS_MS,
  EXPERIMENTS_KEY,
  type ExperimentRow,
  experimentRowSchema,
} from '../../../contracts/tables/models.ts';
import { usdOf } from '../../../domain/model/prices.ts';
import type { HttpHandler } from '../../kit/http.ts';
import { readPartition } from '../../kit/partition.ts';
import type { ModelsDeps } from './deps.ts';

export const listExperiments =
  ({ client, table }: ModelsDeps): HttpHandler =>
  async () => {
    const rows = (await readPartition(client, table, EXPERIMENTS_KEY)).map((row) => experimentRowSchema.parse(row));
    const byName = Map.groupBy(rows, ({ sk }) => sk.slice(0, sk.lastIndexOf('/')));
    const experiments = [...byName].map(([experiment, variants]) => ({
      experiment,
      variants: variants.map(view),
    }));
    return { status: 200, body: { experiments } };
  };

const view = (row: ExperimentRow) => ({
  variant: row.sk.slice(row.sk.lastIndexOf('/') + 1),
  calls: row.calls,
  outcomes: { answered: row.answered, cut: row.cut, aborted: row.aborted, failed: row.failed },
  answeredShare: mean(row.answered, row.calls),
  costUsd: usdOf(row.costNanoUsd),
  meanCostUsd: mean(usdOf(row.costNanoUsd), row.calls),
  meanInputTokens: mean(row.inputTokens, row.calls),
  meanOutputTokens: mean(row.outputTokens, row.calls),
  meanMs: mean(row.totalMs, row.calls),
  medianMs: medianMs(row),
  meanFirstTokenMs: mean(row.firstTokenMs, row.firstTokens),
});

const mean = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);

/** Null where there is none, or where it is beyond the last bound. */
function medianMs(row: ExperimentRow): number | null {
  let before = 0;
  for (const [index, bound] of DURATION_BUCKETS_MS.entries()) {
    before += row[bucketAttribute(index)] ?? 0;
    if (row.calls > 0 && before * 2 >= row.calls) return bound;
  }
  return null;
}

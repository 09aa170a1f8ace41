/** MetricDataQueries of GetMetricData and of alarms: each gives a line of numbers, from a metric or by metric math. */
import { invalidCombination, validation } from '../errors.ts';
import type { MetricDataQuery } from '../inputs.ts';
import { type Compute, parseExpression } from '../math/expression.ts';
import { isLine, isLines, type Line, type Value } from '../math/values.ts';
import { periodsOf, pointsOf } from './datapoints.ts';
import type { MetricStore } from './metric-store.ts';

/** Checks queries as a whole. Throws a ValidationException: ids are unique, and each query is a metric or an expression. */
export function compileQueries(
  queries: readonly MetricDataQuery[],
): Map<string, { query: MetricDataQuery; compute?: Compute }> {
  const compiled = new Map<string, { query: MetricDataQuery; compute?: Compute }>();
  for (const query of queries) {
    if (compiled.has(query.Id))
      throw validation(`The values for parameter id in MetricDataQueries are not unique: ${query.Id}`);
    if ((query.MetricStat === undefined) === (query.Expression === undefined))
      throw validation(`Either MetricStat or Expression must be given for ${query.Id}, not both.`);
    compiled.set(
      query.Id,
      query.Expression === undefined ? { query } : { query, compute: parseExpression(query.Expression) },
    );
  }
  return compiled;
}

/** Computes queries over [startMs, endMs). Gives the value of each id that is asked for; throws on an id that is not there. */
export function runQueries(store: MetricStore, queries: readonly MetricDataQuery[], startMs: number, endMs: number) {
  const compiled = compileQueries(queries);
  const known = new Map<string, Value>();
  const open = new Set<string>();

  function resolve(id: string): Value {
    const value = known.get(id);
    if (value !== undefined) return value;
    const found = compiled.get(id);
    if (!found) throw validation(`The expression refers to ${id}, which is not the Id of a query.`);
    if (open.has(id)) throw invalidCombination(`The query ${id} refers to itself.`);
    open.add(id);
    const computed = found.compute ? found.compute({ startMs, endMs, metrics }, resolve) : metricLine(found.query);
    open.delete(id);
    known.set(id, computed);
    return computed;
  }

  const metrics = (): Line[] =>
    [...compiled.values()].flatMap(({ query }) => {
      const value = query.MetricStat ? resolve(query.Id) : [];
      return isLine(value) ? [value] : [];
    });

  function metricLine({ MetricStat }: MetricDataQuery): Line {
    if (!MetricStat) return { points: new Map(), periodMs: 60_000 };
    const { Metric, Period, Stat, Unit } = MetricStat;
    const series = store.find(Metric.Namespace, Metric.MetricName, Metric.Dimensions, Unit);
    return { points: pointsOf(periodsOf(series, startMs, endMs, Period), Stat), periodMs: Period * 1000 };
  }

  return {
    /** The lines of a query; an expression may have several. Throws when it comes out as a number. */
    linesOf(id: string): readonly Line[] {
      const value = resolve(id);
      if (isLines(value)) return value;
      if (isLine(value)) return [value];
      throw validation(`The expression of ${id} does not give a time series.`);
    },
  };
}

/** Label of a query's answer: its own, the metric's name, or its id. */
export const labelOf = ({ Label, MetricStat, Id }: MetricDataQuery): string =>
  Label ?? MetricStat?.Metric.MetricName ?? Id;

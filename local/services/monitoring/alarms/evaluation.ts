/**
 * Decides the state of a metric alarm from its latest numbers. Pure.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 *
 * 1. Of the range that is looked at, the latest N periods with a number count. When there are fewer, the missing are treated as
 *    the alarm says.
 * 2. `missing`: of the numbers that are there, M must breach, or all of them when they are fewer; none at all is
 *    INSUFFICIENT_DATA. `ignore`: the state is kept unless the numbers decide.
 */
import { type MetricAlarm, OPERATORS, type State } from './model.ts';

export interface Verdict {
  readonly state: State;
  /** The numbers that decided, latest first, with the beginning of their periods. */
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

/** `points` are those of the range, in any order. Undefined when the state is to be kept. */
export function evaluate(alarm: MetricAlarm, points: ReadonlyMap<number, number>): Verdict | undefined {
  const wanted = alarm.evaluationPeriods;
  const needed = alarm.datapointsToAlarm ?? wanted;
  const latest = [...points].sort(([a], [b]) => b - a).slice(0, wanted);
  const breaching = latest.filter(([, value]) => OPERATORS[alarm.operator].breaches(value, alarm.threshold)).length;
  const missing = wanted - latest.length;
  const verdict = (isAlarm: boolean): Verdict => ({ state: isAlarm ? 'ALARM' : 'OK', points: latest });

  if (missing === 0) return verdict(breaching >= needed);
  switch (alarm.treatMissingData ?? 'missing') {
    case 'breaching':
      return verdict(breaching + missing >= needed);
    case 'notBreaching':
      return verdict(breaching >= needed);
    case 'ignore':
      if (breaching >= needed) return verdict(true);
      return breaching === latest.length ? undefined : verdict(false);
    case 'missing':
      if (latest.length === 0) return { state: 'INSUFFICIENT_DATA', points: [] };
      return verdict(breaching >= Math.min(needed, latest.length));
  }
}

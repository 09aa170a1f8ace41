/**
 * Keeps alarms true: evaluates them at the end of each minute, carries out their actions, tells EventBridge.
 *
 *   INSUFFICIENT_DATA <──> OK <──> ALARM <──> INSUFFICIENT_DATA        by evaluation, or by SetAlarmState until the next one
 *
 * 1. One timer for all alarms, and none while there is no alarm.
 * 2. A period counts when it is over; periods begin at multiples of their length. Gauges are read at each minute.
 * 3. A change is kept before it is told. An action that cannot be carried out stands in the alarm's history, and in the
 *    traces; the other actions go on.
 * 4. Composite alarms follow the alarms they name at once.
 */

import type { Cancel } from '../../../engine/clock.ts';
import type { Engine } from '../../../engine/engine.ts';
import { EXTRA_PERIODS, MINUTE_MS } from '../limits.ts';
import { periodsOf, pointsOf } from '../metrics/datapoints.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import { runQueries } from '../metrics/queries.ts';
import { evaluate } from './evaluation.ts';
import type { Alarm, CompositeAlarm, MetricAlarm, State } from './model.ts';
import { reasonDataFor, reasonFor } from './reason.ts';
import { parseRule } from './rule.ts';
import { changeState } from './state-change.ts';
import type { AlarmStore } from './store.ts';

export interface Evaluator {
  /** Call when an alarm was made or changed, and at the start: sees to the timer. */
  watch(): void;
  stop(): void;
  /** Puts an alarm into a state, with everything that follows from it. */
  change(alarm: Alarm, state: State, reason: string, reasonData?: string): void;
  /** Evaluates one alarm now. */
  consider(alarm: Alarm): void;
}

export function createEvaluator(engine: Engine, alarms: AlarmStore, metrics: MetricStore): Evaluator {
  let timer: Cancel | undefined;
  const following = new Set<string>();
  const rules = new Map<string, ReturnType<typeof parseRule>>();

  function watch(): void {
    if (timer || !alarms.all().some(({ kind }) => kind === 'metric')) return;
    const nextMinute = (Math.floor(engine.clock.now() / MINUTE_MS) + 1) * MINUTE_MS;
    timer = engine.clock.at(nextMinute, tick, 'background');
  }

  function tick(): void {
    timer = undefined;
    for (const alarm of alarms.all()) {
      try {
        consider(alarm);
      } catch (error) {
        engine.report(`evaluating the alarm ${alarm.name}`, error);
      }
    }
    watch();
  }

  function consider(alarm: Alarm): void {
    if (alarm.kind === 'composite') considerComposite(alarm);
    else considerMetric(alarm);
  }

  function considerMetric(alarm: MetricAlarm): void {
    const verdict = evaluate(alarm, recentPoints(metrics, alarm, engine.clock.now()));
    if (!verdict || verdict.state === alarm.state) return;
    change(alarm, verdict.state, reasonFor(alarm, verdict), reasonDataFor(alarm, verdict, engine.clock.now()));
  }

  function considerComposite(alarm: CompositeAlarm): void {
    const rule = rules.get(alarm.rule) ?? parseRule(alarm.rule);
    rules.set(alarm.rule, rule);
    const state = rule.holds((name) => alarms.find(name)?.state ?? 'INSUFFICIENT_DATA') ? 'ALARM' : 'OK';
    if (state === alarm.state) return;
    const named = rule.alarms.map(
      (name) => `${alarms.find(name)?.arn ?? name} is ${alarms.find(name)?.state ?? 'not there'}`,
    );
    change(
      alarm,
      state,
      `The alarm rule is ${state === 'ALARM' ? 'true' : 'false'}: ${named.join(', ') || 'it names no alarm'}`,
    );
  }

  /** Composite alarms follow; one that is being followed is not followed again, so a circle of them ends. */
  function change(before: Alarm, state: State, reason: string, reasonData?: string): void {
    if (!changeState(engine, alarms, before, { state, reason, reasonData }) || following.has(before.name)) return;
    following.add(before.name);
    for (const { name } of alarms.all()) {
      const alarm = alarms.get(name); // as it is now: one that was followed may have moved it
      if (alarm.kind === 'composite' && name !== before.name) considerComposite(alarm);
    }
    following.delete(before.name);
  }

  return {
    watch,
    change,
    consider,
    stop() {
      timer?.();
      timer = undefined;
    },
  };
}

/** The numbers of the periods that an alarm looks at: those that are over, a few more than it needs. */
function recentPoints(metrics: MetricStore, alarm: MetricAlarm, nowMs: number): ReadonlyMap<number, number> {
  const periodMs = Math.max(periodOf(alarm) * 1000, MINUTE_MS);
  const endMs = Math.floor(nowMs / periodMs) * periodMs;
  const startMs = endMs - (alarm.evaluationPeriods + EXTRA_PERIODS) * periodMs;
  if (!('queries' in alarm.source)) {
    const { namespace, metricName, dimensions, statistic, unit, periodS } = alarm.source;
    const series = metrics.find(namespace, metricName, dimensions, unit);
    return pointsOf(periodsOf(series, startMs, endMs, periodS), statistic);
  }
  const { queries } = alarm.source;
  const shown = queries.find(({ ReturnData }) => ReturnData) ?? queries.at(-1);
  const [line] = shown ? runQueries(metrics, queries, startMs, endMs).linesOf(shown.Id) : [];
  return line?.points ?? new Map();
}

function periodOf({ source }: MetricAlarm): number {
  if (!('queries' in source)) return source.periodS;
  return Math.max(...source.queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 60));
}

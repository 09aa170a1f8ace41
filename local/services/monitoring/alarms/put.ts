/** Making and changing alarms: what PutMetricAlarm, PutCompositeAlarm and their resource types have in common. */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { invalidCombination, missing, validation } from '../errors.ts';
import {
  dimensions,
  flag,
  integer,
  metricDataQuery,
  metricName,
  namespace,
  number,
  percentile,
  period,
  statistic,
  tags,
} from '../inputs.ts';
import { compileQueries } from '../metrics/queries.ts';
import type { Evaluator } from './evaluator.ts';
import { type Alarm, type CompositeAlarm, type MetricAlarm, MISSING_DATA, OPERATORS, type Operator } from './model.ts';
import { parseRule } from './rule.ts';
import type { AlarmStore } from './store.ts';

const operators = Object.keys(OPERATORS) as [Operator, ...Operator[]];
const actions = z.array(z.string().min(1).max(1024)).max(5).default([]);

/** Members that both kinds of alarm have. */
const common = {
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: flag.default(true),
  OKActions: actions,
  AlarmActions: actions,
  InsufficientDataActions: actions,
  Tags: tags.optional(),
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html, without the name. */
export const metricAlarmMembers = {
  ...common,
  Namespace: namespace.optional(),
  MetricName: metricName.optional(),
  Dimensions: dimensions.default({}),
  Statistic: statistic.optional(),
  ExtendedStatistic: percentile.optional(),
  Period: period.optional(),
  Unit: z.string().optional(),
  Metrics: z.array(metricDataQuery).max(20).optional(),
  EvaluationPeriods: integer.pipe(z.number().min(1)),
  DatapointsToAlarm: integer.pipe(z.number().min(1)).optional(),
  Threshold: number,
  ComparisonOperator: z.enum(operators, {
    error: `ComparisonOperator is one of ${operators.join(', ')}: the local cloud detects no anomalies`,
  }),
  TreatMissingData: z.enum(MISSING_DATA).optional(),
  EvaluateLowSampleCountPercentile: z.enum(['evaluate', 'ignore']).optional(),
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html, without the name. */
export const compositeAlarmMembers = { ...common, AlarmRule: z.string().min(1).max(10_240) };

const metricMembers = z.object(metricAlarmMembers);
const compositeMembers = z.object(compositeAlarmMembers);
type MetricMembers = z.output<typeof metricMembers>;
type CompositeMembers = z.output<typeof compositeMembers>;

export interface Alarms {
  readonly store: AlarmStore;
  readonly evaluator: Evaluator;
}

/** Makes or replaces a metric alarm; its state stays when it was there. Throws on combinations that AWS refuses. */
export function saveMetricAlarm(engine: Engine, alarms: Alarms, name: string, given: MetricMembers): void {
  const { DatapointsToAlarm, EvaluationPeriods, TreatMissingData } = given;
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods)
    throw validation(
      `DatapointsToAlarm (${DatapointsToAlarm}) must not be greater than EvaluationPeriods (${EvaluationPeriods}).`,
    );
  const before = alarms.store.find(name);
  const alarm: MetricAlarm = {
    ...settings(engine, alarms, name, given, 'INSUFFICIENT_DATA', 'Unchecked: Initial alarm creation'),
    kind: 'metric',
    source: sourceOf(given),
    evaluationPeriods: EvaluationPeriods,
    ...(DatapointsToAlarm !== undefined && { datapointsToAlarm: DatapointsToAlarm }),
    threshold: given.Threshold,
    operator: given.ComparisonOperator,
    ...(TreatMissingData !== undefined && { treatMissingData: TreatMissingData }),
  };
  keep(alarms, alarm, before);
  alarms.evaluator.watch();
}

/** Makes or replaces a composite alarm, and evaluates it. */
export function saveCompositeAlarm(engine: Engine, alarms: Alarms, name: string, given: CompositeMembers): void {
  const rule = parseRule(given.AlarmRule);
  const unknown = rule.alarms.filter((one) => !alarms.store.find(one));
  if (unknown.length > 0)
    throw validation(
      `Could not save the composite alarm as alarms [${unknown.join(', ')}] in the alarm rule do not exist`,
    );
  const before = alarms.store.find(name);
  const alarm: CompositeAlarm = {
    ...settings(engine, alarms, name, given, 'INSUFFICIENT_DATA', 'Unchecked: Initial alarm creation'),
    kind: 'composite',
    rule: given.AlarmRule,
  };
  keep(alarms, alarm, before);
  alarms.evaluator.consider(alarm);
}

function settings(
  engine: Engine,
  alarms: Alarms,
  name: string,
  given: MetricMembers | CompositeMembers,
  state: Alarm['state'],
  reason: string,
) {
  const before = alarms.store.find(name);
  const now = engine.clock.now();
  const kept = before ?? { state, reason, updatedMs: now, transitionedMs: now };
  return {
    name,
    arn: alarms.store.arn(name),
    ...(given.AlarmDescription !== undefined && { description: given.AlarmDescription }),
    actionsEnabled: given.ActionsEnabled,
    okActions: given.OKActions,
    alarmActions: given.AlarmActions,
    insufficientDataActions: given.InsufficientDataActions,
    tags: before?.tags ?? given.Tags ?? [], // Tags of an alarm that is there are changed by TagResource only
    configuredMs: now,
    state: kept.state,
    reason: kept.reason,
    updatedMs: kept.updatedMs,
    transitionedMs: kept.transitionedMs,
  };
}

function keep({ store }: Alarms, alarm: Alarm, before: Alarm | undefined): void {
  if (before && before.kind !== alarm.kind) throw validation(`An alarm of another kind has the name ${alarm.name}.`);
  store.put(alarm);
  store.record({
    alarm: alarm.name,
    type: 'ConfigurationUpdate',
    summary: `Alarm "${alarm.name}" ${before ? 'updated' : 'created'}`,
    data: JSON.stringify({ version: '1.0', type: before ? 'Update' : 'Create' }),
  });
}

/** One metric, or metric math of which exactly one result counts. */
function sourceOf(given: MetricMembers): MetricAlarm['source'] {
  const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Period, Unit, Metrics } = given;
  if (Metrics) {
    if (MetricName !== undefined || Namespace !== undefined || Period !== undefined)
      throw invalidCombination('Metrics list cannot be used with MetricName, Namespace or Period.');
    compileQueries(Metrics);
    if (Metrics.filter(({ ReturnData }) => ReturnData).length !== 1)
      throw validation('Exactly one element of the metrics list should return data.');
    return { queries: Metrics };
  }
  if (MetricName === undefined || Namespace === undefined)
    throw missing('The parameters MetricName and Namespace are required.');
  if (Period === undefined) throw missing('The parameter Period is required.');
  if ((Statistic === undefined) === (ExtendedStatistic === undefined))
    throw invalidCombination('Exactly one of Statistic and ExtendedStatistic must be specified.');
  return {
    namespace: Namespace,
    metricName: MetricName,
    dimensions: Dimensions,
    periodS: Period,
    statistic: Statistic ?? ExtendedStatistic ?? 'Average',
    ...(Unit !== undefined && { unit: Unit }),
  };
}

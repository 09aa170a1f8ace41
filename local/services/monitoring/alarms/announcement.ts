/**
 * How a change of state is told: to EventBridge, to topics, to functions. Owns the three shapes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions.html
 */
import type { Engine } from '../../../engine/engine.ts';
import { dimensionList } from '../inputs.ts';
import type { Alarm, MetricAlarm } from './model.ts';

const state = ({ state: value, reason, reasonData, updatedMs }: Alarm) => ({
  value,
  reason,
  ...(reasonData !== undefined && { reasonData }),
  timestamp: stamp(updatedMs),
});

/** `2026-11-21T12:00:00.000+0000` */
const stamp = (atMs: number): string => new Date(atMs).toISOString().replace('Z', '+0000');

function configuration(alarm: Alarm): object {
  const described = alarm.description === undefined ? {} : { description: alarm.description };
  return alarm.kind === 'composite'
    ? { ...described, alarmRule: alarm.rule, actionsSuppressor: undefined }
    : { ...described, metrics: metricsOf(alarm) };
}

function metricsOf({ source }: MetricAlarm): object[] {
  if ('queries' in source) {
    return source.queries.map(({ Id, Expression, MetricStat, ReturnData }) => ({
      id: Id,
      returnData: ReturnData,
      ...(Expression !== undefined && { expression: Expression }),
      ...(MetricStat && {
        metricStat: {
          metric: {
            namespace: MetricStat.Metric.Namespace,
            name: MetricStat.Metric.MetricName,
            dimensions: MetricStat.Metric.Dimensions,
          },
          period: MetricStat.Period,
          stat: MetricStat.Stat,
        },
      }),
    }));
  }
  const { namespace, metricName, dimensions, periodS, statistic } = source;
  const metric = { namespace, name: metricName, dimensions };
  return [{ id: 'm1', metricStat: { metric, period: periodS, stat: statistic }, returnData: true }];
}

/** The event `CloudWatch Alarm State Change` for the default bus. */
export const changeEvent = (engine: Engine, now: Alarm, before: Alarm): string =>
  JSON.stringify({
    version: '0',
    id: engine.random.uuid(),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: engine.account,
    time: new Date(now.updatedMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: engine.region,
    resources: [now.arn],
    detail: { alarmName: now.name, state: state(now), previousState: state(before), configuration: configuration(now) },
  });

/** The subject for a topic, as mails show it; AWS writes the region's long name. Topics take 100 characters of ASCII. */
export const topicSubject = (engine: Engine, { state: value, name }: Alarm): string =>
  `${value}: "${name.replace(/[^ -~]/g, '?').slice(0, 60)}" in ${engine.region}`;

/** The message for a topic. */
export const topicMessage = (engine: Engine, now: Alarm, before: Alarm): string =>
  JSON.stringify({
    AlarmName: now.name,
    AlarmDescription: now.description ?? null,
    AWSAccountId: engine.account,
    AlarmConfigurationUpdatedTimestamp: stamp(now.configuredMs),
    NewStateValue: now.state,
    NewStateReason: now.reason,
    StateChangeTime: stamp(now.transitionedMs),
    Region: engine.region,
    AlarmArn: now.arn,
    OldStateValue: before.state,
    OKActions: now.okActions,
    AlarmActions: now.alarmActions,
    InsufficientDataActions: now.insufficientDataActions,
    ...(now.kind === 'composite' ? { AlarmRule: now.rule } : { Trigger: triggerOf(now) }),
  });

function triggerOf(alarm: MetricAlarm): object {
  const common = {
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm !== undefined && { DatapointsToAlarm: alarm.datapointsToAlarm }),
    ComparisonOperator: alarm.operator,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData ?? '',
  };
  if ('queries' in alarm.source) return { ...common, Metrics: alarm.source.queries };
  const { namespace, metricName, dimensions, periodS, statistic, unit } = alarm.source;
  const Dimensions = dimensionList(dimensions).map(({ Name, Value }) => ({ value: Value, name: Name }));
  return {
    MetricName: metricName,
    Namespace: namespace,
    StatisticType: 'Statistic',
    Statistic: statistic.toUpperCase(),
    Unit: unit ?? null,
    Dimensions,
    Period: periodS,
    ...common,
  };
}

/** The event for a function. */
export const functionEvent = (engine: Engine, now: Alarm, before: Alarm): string =>
  JSON.stringify({
    source: 'aws.cloudwatch',
    alarmArn: now.arn,
    accountId: engine.account,
    time: stamp(now.updatedMs),
    region: engine.region,
    alarmData: {
      alarmName: now.name,
      state: state(now),
      previousState: state(before),
      configuration: configuration(now),
    },
  });

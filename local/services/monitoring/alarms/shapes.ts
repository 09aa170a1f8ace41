/** How alarms look in answers. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html */
import type {
  CompositeAlarm as CompositeShape,
  MetricAlarm as MetricShape,
  MetricDataQuery as QueryShape,
} from '@aws-sdk/client-cloudwatch';
import { WireDate } from '../../../engine/wire-date.ts';
import { dimensionList, type MetricDataQuery } from '../inputs.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from './model.ts';

const common = (alarm: Alarm) => ({
  AlarmName: alarm.name,
  AlarmArn: alarm.arn,
  ...(alarm.description !== undefined && { AlarmDescription: alarm.description }),
  AlarmConfigurationUpdatedTimestamp: new WireDate(alarm.configuredMs),
  ActionsEnabled: alarm.actionsEnabled,
  OKActions: [...alarm.okActions],
  AlarmActions: [...alarm.alarmActions],
  InsufficientDataActions: [...alarm.insufficientDataActions],
  StateValue: alarm.state,
  StateReason: alarm.reason,
  ...(alarm.reasonData !== undefined && { StateReasonData: alarm.reasonData }),
  StateUpdatedTimestamp: new WireDate(alarm.updatedMs),
  StateTransitionedTimestamp: new WireDate(alarm.transitionedMs),
});

export const compositeShape = (alarm: CompositeAlarm): CompositeShape => ({ ...common(alarm), AlarmRule: alarm.rule });

export const metricAlarmShape = (alarm: MetricAlarm): MetricShape => ({
  ...common(alarm),
  ...sourceShape(alarm.source),
  EvaluationPeriods: alarm.evaluationPeriods,
  ...(alarm.datapointsToAlarm !== undefined && { DatapointsToAlarm: alarm.datapointsToAlarm }),
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.operator,
  ...(alarm.treatMissingData !== undefined && { TreatMissingData: alarm.treatMissingData }),
});

function sourceShape(source: MetricAlarm['source']): Partial<MetricShape> {
  if ('queries' in source) return { Metrics: source.queries.map(queryShape) };
  const { namespace, metricName, dimensions, periodS, statistic, unit } = source;
  const isPercentile = /^p/i.test(statistic);
  return {
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: dimensionList(dimensions),
    Period: periodS,
    ...(isPercentile ? { ExtendedStatistic: statistic } : { Statistic: statistic as 'Sum' }),
    ...(unit !== undefined && { Unit: unit as 'Count' }),
  };
}

function queryShape({ MetricStat, Expression, Label, Period, Id, ReturnData }: MetricDataQuery): QueryShape {
  return {
    Id,
    ReturnData,
    ...(Expression !== undefined && { Expression }),
    ...(Label !== undefined && { Label }),
    ...(Period !== undefined && { Period }),
    ...(MetricStat && {
      MetricStat: {
        Metric: { ...MetricStat.Metric, Dimensions: dimensionList(MetricStat.Metric.Dimensions) },
        Period: MetricStat.Period,
        Stat: MetricStat.Stat,
        ...(MetricStat.Unit !== undefined && { Unit: MetricStat.Unit as 'Count' }),
      },
    }),
  };
}

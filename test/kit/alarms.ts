/** The alarm that tests set off: any value of Test/failed above nothing, minute by minute. */
export const FAILURES = {
  AlarmName: 'failures',
  Namespace: 'Test',
  MetricName: 'failed',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
} as const;

/** What an alarm is. Two kinds: of a metric, and composed of other alarms. */
import type { Dimensions, MetricDataQuery, Tag } from '../inputs.ts';

export const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type State = (typeof STATES)[number];

export const OPERATORS = {
  GreaterThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value >= threshold,
    words: 'greater than or equal to',
  },
  GreaterThanThreshold: { breaches: (value: number, threshold: number) => value > threshold, words: 'greater than' },
  LessThanThreshold: { breaches: (value: number, threshold: number) => value < threshold, words: 'less than' },
  LessThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value <= threshold,
    words: 'less than or equal to',
  },
} as const;
export type Operator = keyof typeof OPERATORS;

export const MISSING_DATA = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingData = (typeof MISSING_DATA)[number];

/** What both kinds have. */
interface Common {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly tags: readonly Tag[];
  readonly configuredMs: number;
  readonly state: State;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData?: string;
  /** When it was last evaluated to a new reason, and when the state last changed. */
  readonly updatedMs: number;
  readonly transitionedMs: number;
}

/** Of one metric. */
export interface MetricSource {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Dimensions;
  readonly periodS: number;
  /** A statistic or a percentile. */
  readonly statistic: string;
  readonly unit?: string;
}

export interface MetricAlarm extends Common {
  readonly kind: 'metric';
  readonly source: MetricSource | { readonly queries: readonly MetricDataQuery[] };
  readonly evaluationPeriods: number;
  /** M of N; absent means all N. */
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly operator: Operator;
  readonly treatMissingData?: MissingData;
}

export interface CompositeAlarm extends Common {
  readonly kind: 'composite';
  readonly rule: string;
}

export type Alarm = MetricAlarm | CompositeAlarm;

export interface HistoryItem {
  readonly alarm: string;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly atMs: number;
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

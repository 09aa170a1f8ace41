/**
 * From findings, anomalies and a prediction to one score, a condition, a lane and an action. Owns those thresholds.
 * Rules: 1. a limit that is passed outweighs every statistic; 2. an anomaly alone never alarms: it asks for a closer look;
 * 3. the score alone decides the condition, and the condition alone decides lane and action.
 */
import type {
  AnalysisPriority,
  Anomaly,
  Condition,
  Diagnosis,
  LifeUnit,
  Prediction,
  RecommendedAction,
} from './analysis.ts';
import { diagnose, type Evidence } from './diagnosis.ts';
import type { Finding } from './limits.ts';
import { toDigits } from './numbers.ts';

/** Least score of each condition above healthy. */
const LEAST_SCORE: readonly (readonly [Condition, number])[] = [
  ['critical', 0.9],
  ['warning', 0.6],
  ['watch', 0.3],
];
const FINDING_SCORE = { warning: 0.7, critical: 1 } as const;
const ANOMALY_SCORE = 0.3;
const ANOMALIES_SCORE = 0.4;
/** A prediction less sure than this only asks for a closer look. */
const LEAST_CONFIDENCE = 0.5;

/** Remaining life at which to stop, to book a service and to look closer: a day's, a week's and a few weeks' driving or flights. */
const LIFE_STEPS: Readonly<Record<LifeUnit, readonly [number, number, number]>> = {
  km: [250, 1500, 5000],
  cycles: [15, 50, 90],
  readings: [10, 60, 200],
};

const PRIORITIES: Readonly<Record<Condition, AnalysisPriority>> = {
  healthy: 'low',
  watch: 'normal',
  warning: 'high',
  critical: 'critical',
};

type Evidences = {
  readonly findings: readonly Finding[];
  readonly anomalies: readonly Anomaly[];
  readonly prediction: Prediction | undefined;
};

function predictionScore(prediction: Prediction | undefined): number {
  if (prediction === undefined) {
    return 0;
  }
  const { unit, value } = prediction.remainingUsefulLife;
  const [stop, service, look] = LIFE_STEPS[unit];
  if (value > look) {
    return 0;
  }
  if (value > service || prediction.confidence < LEAST_CONFIDENCE) {
    return ANOMALY_SCORE;
  }
  return value > stop ? 0.6 + (0.3 * (service - value)) / (service - stop + 1) : 0.95;
}

/** How bad it looks, 0 to 1: the worst of what the limits, the prediction and the anomalies say. */
export function scoreOf({ findings, anomalies, prediction }: Evidences): number {
  const limits = findings.map(({ severity }) => FINDING_SCORE[severity]);
  const unusual = anomalies.length === 0 ? 0 : anomalies.length === 1 ? ANOMALY_SCORE : ANOMALIES_SCORE;
  return toDigits(Math.max(unusual, predictionScore(prediction), ...limits), 3);
}

/** The condition that a score stands for. */
export function conditionOf(score: number): Condition {
  return LEAST_SCORE.find(([, least]) => score >= least)?.[0] ?? 'healthy';
}

/** The lane in which a message about this condition travels. */
export function priorityOf(condition: Condition): AnalysisPriority {
  return PRIORITIES[condition];
}

/** What probably fails: by the limits passed if there are any, else by the prediction, else by the anomalies. */
export function diagnosisOf({ findings, anomalies, prediction }: Evidences): Diagnosis {
  if (findings.length === 0 && prediction !== undefined) {
    return prediction.diagnosis;
  }
  const passed: Evidence[] = findings.map(({ sensor, side, severity }) => ({
    sensor,
    side,
    weight: severity === 'critical' ? 3 : 1,
  }));
  const unusual: Evidence[] = anomalies.map(({ sensor, deviation }) => ({
    sensor,
    side: deviation > 0 ? 'above' : 'below',
    weight: findings.length === 0 ? Math.abs(deviation) : 0.5,
  }));
  return diagnose([...passed, ...unusual]);
}

/** What to do about it, with the time left when a life was predicted: the cautious end of its band. */
export function actionFor(condition: Condition, prediction: Prediction | undefined): RecommendedAction {
  if (condition === 'healthy') {
    return { code: 'none', text: 'No action is needed.' };
  }
  if (condition === 'critical') {
    return {
      code: 'stop-now',
      text: 'Take it out of service as soon as it is safe, and have it inspected before further use.',
    };
  }
  if (condition === 'watch') {
    return { code: 'monitor', text: 'Keep watching; have it looked at with the next regular service.' };
  }
  if (prediction === undefined) {
    return { code: 'book-service', text: 'Book a service at the next free slot.' };
  }
  const { unit, low } = prediction.remainingUsefulLife;
  const value = Math.floor(low);
  return { code: 'book-service', text: `Book a service within the next ${value} ${unit}.`, within: { unit, value } };
}

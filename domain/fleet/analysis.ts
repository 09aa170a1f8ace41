/**
 * The words of an analysis: what the analyst tells the rest of the system about one vehicle. Types only; analyse.ts fills them.
 */
import type { Finding } from './limits.ts';
import type { Layout, Refusal } from './readings.ts';

export const CONDITIONS = ['healthy', 'watch', 'warning', 'critical'] as const;
export type Condition = (typeof CONDITIONS)[number];
/** The lane that a message about this condition travels in. */
export type AnalysisPriority = 'low' | 'normal' | 'high' | 'critical';

/** An unusual instrument: `kind` says in what way, `deviation` how far in standard deviations, with its sign. */
export type Anomaly = {
  readonly sensor: string;
  readonly kind: 'value' | 'level' | 'trend';
  readonly deviation: number;
  readonly value: number;
  readonly usual: number;
};

/** An instrument's part in a prediction; `share` of all drivers, 0 to 1. `age` stands for the usage itself. */
export type Driver = { readonly sensor: string; readonly share: number };

export type FailureMode =
  | 'lubrication-loss'
  | 'bearing-wear'
  | 'cooling-fault'
  | 'charging-fault'
  | 'over-speed'
  | 'compressor-degradation'
  | 'unknown';

/** A failure mode and the part of the vehicle that a workshop would look at. */
export type Diagnosis = { readonly mode: FailureMode; readonly component: string };

export type LifeUnit = 'cycles' | 'km' | 'readings';

/**
 * Remaining useful life in `unit`, with the band that holds it in about 8 of 10 cases. `confidence` is a share from 0 to 1:
 * for engines, how many held-out predictions like this one were right within 10 cycles; for vehicles, the chance that the true
 * life lies between half and twice the estimate, by the error of the fitted line.
 */
export type Prediction = {
  readonly remainingUsefulLife: {
    readonly unit: LifeUnit;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  };
  readonly confidence: number;
  readonly drivers: readonly Driver[];
  readonly diagnosis: Diagnosis;
};

export type RecommendedAction = {
  readonly code: 'none' | 'monitor' | 'book-service' | 'stop-now';
  readonly text: string;
  readonly within?: { readonly unit: LifeUnit; readonly value: number };
};

/**
 * What is known about a vehicle after some readings. `score` is 0 (healthy) to 1 (failing) and decides `condition`.
 * `diagnosis` is absent while healthy. `refused` names each reading that was not used, and why.
 */
export type Analysis = {
  readonly vehicleId: string;
  readonly layout: Layout;
  readonly condition: Condition;
  readonly priority: AnalysisPriority;
  readonly score: number;
  readonly findings: readonly Finding[];
  readonly anomalies: readonly Anomaly[];
  readonly prediction?: Prediction;
  readonly diagnosis?: Diagnosis;
  readonly recommendedAction: RecommendedAction;
  readonly readings: { readonly used: number; readonly refused: readonly Refusal[] };
};

/**
 * The analyst's one decision: from what is remembered of a vehicle and some new readings to a new state and an analysis.
 * Pure: no clock, no randomness, no input or output; the caller loads and saves the state.
 * Rules: 1. readings of one vehicle in order of time; one that is not newer than the last is refused, never counted twice;
 * 2. when nothing in a batch can be used (a second delivery), the state stays and the last analysis is given again;
 * 3. limits and anomalies are judged on every reading of a batch, the prediction on the newest.
 */
import type { Analysis, Anomaly, Prediction } from './analysis.ts';
import { findAnomalies } from './anomalies.ts';
import { type LifeModel, predictLife } from './life-model.ts';
import { evaluateLimits, type Finding } from './limits.ts';
import { checkReading, positionOf, type Reading, type Refusal, usageOf } from './readings.ts';
import { learnReading, startState, type VehicleState } from './state.ts';
import { predictFromTrend } from './trend-life.ts';
import { actionFor, conditionOf, diagnosisOf, priorityOf, scoreOf } from './verdict.ts';

export type Analysed = { readonly state: VehicleState; readonly analysis: Analysis };

type Gathered = {
  state: VehicleState;
  newest: Reading | undefined;
  readonly findings: Map<string, Finding>;
  readonly anomalies: Map<string, Anomaly>;
  readonly refused: Refusal[];
};

/** Checks a reading by itself and against what is remembered. */
function refusalOf(state: VehicleState, reading: Reading, place: string): Refusal | undefined {
  if (reading.vehicleId !== state.vehicleId || reading.layout !== state.layout) {
    const value = `${reading.vehicleId} (${reading.layout})`;
    return { place, field: 'vehicleId', rule: `must be ${state.vehicleId} (${state.layout}) in this batch`, value };
  }
  const refusal = checkReading(reading, place);
  if (refusal !== undefined || state.seen === 0) {
    return refusal;
  }
  const when = reading.layout === 'vehicle' ? 'at' : 'cycle';
  const position = positionOf(reading);
  if (position <= state.position) {
    return { place, field: when, rule: `must be after the last reading's ${state.position}`, value: String(position) };
  }
  const usage = usageOf(reading);
  if (usage !== undefined && state.usage !== undefined && usage < state.usage) {
    return { place, field: 'mileageKm', rule: `must not be below the last ${state.usage}`, value: String(usage) };
  }
  return undefined;
}

function gather(into: Gathered, reading: Reading, place: string): void {
  const refusal = refusalOf(into.state, reading, place);
  if (refusal !== undefined) {
    into.refused.push(refusal);
    return;
  }
  for (const finding of evaluateLimits(reading.layout, reading.sensors)) {
    const before = into.findings.get(finding.sensor);
    if (before === undefined || before.severity === 'warning') {
      into.findings.set(finding.sensor, finding);
    }
  }
  for (const anomaly of findAnomalies(into.state, reading.sensors)) {
    if (Math.abs(anomaly.deviation) > Math.abs(into.anomalies.get(anomaly.sensor)?.deviation ?? 0)) {
      into.anomalies.set(anomaly.sensor, anomaly);
    }
  }
  into.state = learnReading(into.state, reading);
  into.newest = reading;
}

function predictionFor(state: VehicleState, newest: Reading | undefined, model: LifeModel): Prediction | undefined {
  if (newest === undefined) {
    return undefined;
  }
  return newest.layout === 'turbofan' ? predictLife(model, state) : predictFromTrend(state, newest.sensors);
}

function conclude(gathered: Gathered, model: LifeModel, used: number): Analysis {
  const { state, refused } = gathered;
  const findings = [...gathered.findings.values()];
  const anomalies = [...gathered.anomalies.values()];
  const prediction = predictionFor(state, gathered.newest, model);
  const evidence = { findings, anomalies, prediction };
  const score = scoreOf(evidence);
  const condition = conditionOf(score);
  return {
    vehicleId: state.vehicleId,
    layout: state.layout,
    condition,
    priority: priorityOf(condition),
    score,
    findings,
    anomalies,
    ...(prediction === undefined ? {} : { prediction }),
    ...(condition === 'healthy' ? {} : { diagnosis: diagnosisOf(evidence) }),
    recommendedAction: actionFor(condition, prediction),
    readings: { used, refused },
  };
}

/**
 * Analyses new readings of one vehicle. `state` is undefined for a vehicle not seen before; the first reading then says which
 * vehicle and layout the batch is about. Throws on an empty batch: there is nothing to say about nobody.
 */
export function analyse(state: VehicleState | undefined, readings: readonly Reading[], model: LifeModel): Analysed {
  const first = readings[0];
  if (first === undefined) {
    throw new Error(
      'analyse needs at least one reading: the message carried an empty batch. Send readings, or no message.',
    );
  }
  const before = state ?? startState(first.vehicleId, first.layout);
  const gathered: Gathered = {
    state: before,
    newest: undefined,
    findings: new Map(),
    anomalies: new Map(),
    refused: [],
  };
  for (const [index, reading] of readings.entries()) {
    gather(gathered, reading, `readings[${index}]`);
  }
  const used = gathered.state.seen - before.seen;
  if (used === 0 && before.last !== undefined) {
    return { state: before, analysis: { ...before.last, readings: { used, refused: gathered.refused } } };
  }
  const analysis = conclude(gathered, model, used);
  const last: Analysis = { ...analysis, readings: { used, refused: [] } };
  return { state: used === 0 ? before : { ...gathered.state, last }, analysis };
}

/** The demo's table: what was injected into each vehicle, held against what the analyses said. Pure. */
import type { Condition, FailureMode } from './analysis.ts';
import type { Label } from './simulator.ts';

/** An analysis with the step of the simulation that it is about. */
export interface StepAnalysis {
  readonly vehicleId: string;
  readonly step: number;
  readonly condition: Condition;
  /** Absent for a healthy vehicle. */
  readonly mode?: FailureMode;
}

export interface Detection {
  readonly vehicleId: string;
  readonly injected: Label['fault'];
  readonly onsetStep?: number;
  /** The first alarm (warning or critical); in a faulty vehicle the first from the onset on, false ones before it aside. */
  readonly alarm?: { readonly step: number; readonly condition: Condition; readonly mode: FailureMode };
  /** Steps from the onset to that alarm. */
  readonly delaySteps?: number;
  /** Alarms about a vehicle that was sound, or still was. */
  readonly falseAlarms: number;
  /**
   * `found`: an alarm named the injected fault; `misnamed`: it named another; `missed`: there was none; `quiet`: nothing was
   * injected and nothing rang; `false-alarm`: it rang for nothing.
   */
  readonly verdict: 'found' | 'misnamed' | 'missed' | 'quiet' | 'false-alarm';
}

/** A row for each vehicle, in the order of the labels. */
export function detections(labels: readonly Label[], analyses: Iterable<StepAnalysis>): Detection[] {
  const byVehicle = Map.groupBy(analyses, ({ vehicleId }) => vehicleId);
  return labels.map((label) => {
    const alarms = (byVehicle.get(label.vehicleId) ?? [])
      .filter(({ condition }) => condition === 'warning' || condition === 'critical')
      .sort((one, other) => one.step - other.step);
    return detectionOf(label, alarms);
  });
}

function detectionOf({ vehicleId, fault, onsetStep, mode }: Label, alarms: readonly StepAnalysis[]): Detection {
  const onset = onsetStep ?? Number.POSITIVE_INFINITY;
  const right = alarms.filter(({ step }) => step >= onset);
  const falseAlarms = alarms.length - right.length;
  const first = right.find((alarm) => alarm.mode === mode) ?? right[0] ?? (fault === 'none' ? alarms[0] : undefined);
  return {
    vehicleId,
    injected: fault,
    ...(onsetStep !== undefined && { onsetStep }),
    ...(first && { alarm: { step: first.step, condition: first.condition, mode: first.mode ?? 'unknown' } }),
    ...(first && onsetStep !== undefined && { delaySteps: first.step - onsetStep }),
    falseAlarms,
    verdict: verdictOf(mode, first),
  };
}

function verdictOf(injected: FailureMode | undefined, alarm: StepAnalysis | undefined): Detection['verdict'] {
  if (injected === undefined) return alarm ? 'false-alarm' : 'quiet';
  if (!alarm) return 'missed';
  return alarm.mode === injected ? 'found' : 'misnamed';
}

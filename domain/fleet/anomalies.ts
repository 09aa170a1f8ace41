/**
 * Which of a reading's values are unusual for this vehicle. Owns the thresholds; the scores are made in baseline.ts.
 * Rules: 1. thresholds are high, since readings of one drive resemble each other and the scores assume that they do not;
 * 2. a level or trend counts only when it has also moved by a visible amount; 3. one anomaly per instrument: the strongest.
 */
import type { Anomaly } from './analysis.ts';
import { recent, type Scores, type SensorTrack, scoreValue, usual } from './baseline.ts';
import { toDigits } from './numbers.ts';
import type { VehicleState } from './state.ts';

/** Standard deviations from which a score is an anomaly. By chance, on independent normal values: less than once in a million. */
const THRESHOLDS: Readonly<Record<keyof Scores, number>> = { value: 5, level: 7, trend: 7 };
/** How far the recent level must be from the usual one, in usual standard deviations, for a level or trend to count. */
const VISIBLE_SD = 1.5;

function strongest(track: SensorTrack, sensor: string, value: number): Anomaly | undefined {
  const scores = scoreValue(track, value);
  if (scores === undefined) {
    return undefined;
  }
  const moved = Math.abs(recent(track) - usual(track)) >= VISIBLE_SD * Math.sqrt(track.variance);
  let best: Anomaly | undefined;
  for (const kind of ['value', 'level', 'trend'] as const) {
    const counts = Math.abs(scores[kind]) >= THRESHOLDS[kind] && (kind === 'value' || moved);
    if (counts && Math.abs(scores[kind]) > Math.abs(best?.deviation ?? 0)) {
      best = { sensor, kind, deviation: toDigits(scores[kind], 3), value, usual: toDigits(usual(track), 6) };
    }
  }
  return best;
}

/** The anomalies of a reading against the state before it; empty during warm-up. */
export function findAnomalies(state: VehicleState, sensors: Readonly<Record<string, number>>): Anomaly[] {
  const found: Anomaly[] = [];
  for (const [sensor, value] of Object.entries(sensors)) {
    const track = state.tracks[sensor];
    const anomaly = track === undefined ? undefined : strongest(track, sensor, value);
    if (anomaly !== undefined) {
      found.push(anomaly);
    }
  }
  return found;
}

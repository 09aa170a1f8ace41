/**
 * Physical limits of a road vehicle's instruments: where a value is a danger whatever this vehicle usually does.
 * Owns the bands and their reasons; knows nothing of history. Rules: 1. a band has a warning and a critical edge, critical the
 * farther one; 2. a limit that depends on engine speed is asked with the same reading's rpm; 3. engines of C-MAPSS have none
 * here: NASA gives their instruments neither names nor limits, and inventing some would be a lie.
 */
import type { Layout } from './readings.ts';

export type Severity = 'warning' | 'critical';
export type Side = 'above' | 'below';

/** One edge of the permitted range: warning and critical values in the sensor's unit. */
export type Limit = {
  readonly sensor: string;
  readonly side: Side;
  readonly warning: number;
  readonly critical: number;
};

export type Finding = {
  readonly sensor: string;
  readonly value: number;
  readonly side: Side;
  readonly limit: number;
  readonly severity: Severity;
};

type Sensors = Readonly<Record<string, number>>;

/** Below this the engine stands: no oil pressure to expect, and nothing charges the battery. */
const RUNNING_RPM = 400;

/** Workshop rule: about 10 psi (69 kPa) per 1,000 rpm when warm, and never under 10 psi at idle. Warning at 1.5 times that. */
const OIL_KPA_PER_1000_RPM = 69;
const OIL_WARNING_FACTOR = 1.5;

/** Top of the normal band is 105 °C; the lamp of usual dashboards comes on at 120 ± 3 °C, near the boiling point under pressure. */
const COOLANT: Limit = { sensor: 'coolantTemperatureC', side: 'above', warning: 110, critical: 120 };

/** Oil and head run 5 to 10 °C above the coolant; beyond 130 °C mineral oil thins and oxidises quickly. */
const ENGINE: Limit = { sensor: 'engineTemperatureC', side: 'above', warning: 118, critical: 130 };

/** ISO 20816-3 (before: 10816-3), large machine on a flexible support: zone C from 7.1, zone D from 11 mm/s RMS. Not written for piston engines. */
const VIBRATION: Limit = { sensor: 'vibrationMmS', side: 'above', warning: 7.1, critical: 11 };

/** Red line of a light commercial diesel. */
const SPEED: Limit = { sensor: 'rpm', side: 'above', warning: 4500, critical: 5200 };

/** A charging 12 V system holds 13.5 to 14.7 V; above 15 V the battery gasses. */
const OVERCHARGE: Limit = { sensor: 'batteryVoltageV', side: 'above', warning: 15, critical: 15.5 };
/** Running and under 12.8 V: the battery feeds the car, not the alternator. */
const UNDERCHARGE: Limit = { sensor: 'batteryVoltageV', side: 'below', warning: 12.8, critical: 11.8 };
/** Standing: a rested 12 V lead battery at 12 V is three quarters empty, at 11.5 V flat. */
const FLAT: Limit = { sensor: 'batteryVoltageV', side: 'below', warning: 12, critical: 11.5 };

/** The limits that hold for a reading, given what else it says. Empty for engines of C-MAPSS. */
export function limitsFor(layout: Layout, sensors: Sensors): readonly Limit[] {
  if (layout === 'turbofan') {
    return [];
  }
  const rpm = sensors.rpm;
  const running = rpm !== undefined && rpm >= RUNNING_RPM;
  const limits = [COOLANT, ENGINE, VIBRATION, SPEED, OVERCHARGE, running ? UNDERCHARGE : FLAT];
  if (rpm === undefined || running) {
    const critical = OIL_KPA_PER_1000_RPM * Math.max(1, (rpm ?? 0) / 1000);
    limits.push({ sensor: 'oilPressureKpa', side: 'below', warning: critical * OIL_WARNING_FACTOR, critical });
  }
  return limits;
}

/** True when the value lies beyond the edge. */
function beyond(value: number, side: Side, edge: number): boolean {
  return side === 'above' ? value >= edge : value <= edge;
}

/** Holds one reading's values against its limits: at most one finding for each limit, the worse one. */
export function evaluateLimits(layout: Layout, sensors: Sensors): Finding[] {
  const findings: Finding[] = [];
  for (const { sensor, side, warning, critical } of limitsFor(layout, sensors)) {
    const value = sensors[sensor];
    if (value === undefined || !beyond(value, side, warning)) {
      continue;
    }
    const severity = beyond(value, side, critical) ? 'critical' : 'warning';
    findings.push({ sensor, value, side, limit: severity === 'critical' ? critical : warning, severity });
  }
  return findings;
}

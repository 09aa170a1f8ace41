/**
 * From suspicious instruments to a failure mode and a component. Owns the table of signatures.
 * Rule: a mode is named only when its `key` instrument is among the evidence; others in its signature strengthen it.
 */
import type { Diagnosis, FailureMode } from './analysis.ts';
import type { Side } from './limits.ts';

/** How strongly an instrument speaks, and in which direction it has left its place. */
export type Evidence = { readonly sensor: string; readonly side: Side; readonly weight: number };

type Signature = {
  readonly mode: FailureMode;
  readonly component: string;
  readonly key: string;
  readonly shows: Readonly<Record<string, Side>>;
};

const SIGNATURES: readonly Signature[] = [
  sign('lubrication-loss', 'engine-lubrication', 'oilPressureKpa', { oilPressureKpa: 'below' }),
  sign('bearing-wear', 'engine-bearings', 'vibrationMmS', { vibrationMmS: 'above', engineTemperatureC: 'above' }),
  sign('cooling-fault', 'engine-cooling', 'coolantTemperatureC', {
    coolantTemperatureC: 'above',
    engineTemperatureC: 'above',
  }),
  sign('cooling-fault', 'engine-cooling', 'engineTemperatureC', { engineTemperatureC: 'above' }),
  sign('charging-fault', 'alternator', 'batteryVoltageV', { batteryVoltageV: 'below' }),
  sign('charging-fault', 'voltage-regulator', 'batteryVoltageV', { batteryVoltageV: 'above' }),
  sign('over-speed', 'engine-control', 'rpm', { rpm: 'above' }),
];

/** The only fault mode of C-MAPSS FD001, as NASA's note says. */
export const COMPRESSOR: Diagnosis = { mode: 'compressor-degradation', component: 'high-pressure-compressor' };

const UNKNOWN: Diagnosis = { mode: 'unknown', component: 'unknown' };

function sign(mode: FailureMode, component: string, key: string, shows: Record<string, Side>): Signature {
  return { mode, component, key, shows };
}

/** The failure mode whose signature gathers the most weight; `unknown` when no key instrument speaks. */
export function diagnose(evidence: readonly Evidence[]): Diagnosis {
  let best = UNKNOWN;
  let most = 0;
  for (const { mode, component, key, shows } of SIGNATURES) {
    const matching = evidence.filter(({ sensor, side }) => shows[sensor] === side);
    const weight = matching.reduce((sum, item) => sum + item.weight, 0);
    if (weight > most && matching.some(({ sensor }) => sensor === key)) {
      best = { mode, component };
      most = weight;
    }
  }
  return best;
}

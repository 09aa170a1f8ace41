/**
 * Remaining life of a road vehicle: how far it can go until an instrument that steadily moves reaches its critical limit.
 * Owns the extrapolation; the line is fitted in baseline.ts. Rules: 1. a line counts only when it is steep against its own error
 * and has already left the usual level, for noise always has some slope; 2. nothing is promised beyond HORIZON of usage;
 * 3. confidence comes from the fit: its error, and how far the two ways to continue it are apart.
 */
import type { LifeUnit, Prediction } from './analysis.ts';
import { type Fit, fitOf, type SensorTrack, usual } from './baseline.ts';
import { diagnose, type Evidence } from './diagnosis.ts';
import { type Limit, limitsFor } from './limits.ts';
import { toDigits } from './numbers.ts';
import type { VehicleState } from './state.ts';

/** Readings before a line is believed: the warm-up of the baseline and half as many again. */
const LEAST_READINGS = 30;
/** Slope over its standard error from which a line is believed: high, for a fleet draws many lines, and noise resembles itself. */
const STEEP = 6;
/** How far the fitted level must have left the usual one, in usual standard deviations. */
const DEPARTED_SD = 1.5;
/** Standard deviations from the middle of the normal distribution to its tenth and ninetieth percentile. */
const BAND_SD = 1.2816;
/** A line is never surer than this, as a standard deviation of the life's logarithm: it lags behind what gathers speed. */
const LEAST_DOUBT = 0.4;
/** Where the estimate lies between the cautious end (0) and the hopeful one (1). */
const HOPE = 0.25;
/** Engine speed has limits and no wear: a driver who speeds up is not on the way to a failure. */
const CHOSEN_BY_DRIVER = 'rpm';
/** Farther ahead than this a line through a dozen readings says nothing. */
const HORIZON: Readonly<Record<LifeUnit, number>> = { km: 5000, readings: 500, cycles: 125 };

/**
 * The way of one instrument to its limit. `straight` follows the line, the hopeful end, for wear feeds on itself; `growing`
 * lets the departure from the usual level grow in proportion to itself, the cautious end. `remaining` lies between, nearer to
 * the cautious one. `doubt` is the standard deviation of a life's logarithm by the error of the slope.
 */
type Course = {
  readonly limit: Limit;
  readonly remaining: number;
  readonly growing: number;
  readonly straight: number;
  readonly doubt: number;
};

/** The unit in which a vehicle's usage is counted: kilometres when it tells its mileage, else readings. */
function unitOf(state: VehicleState): LifeUnit {
  if (state.layout === 'turbofan') {
    return 'cycles';
  }
  return state.usage === undefined ? 'readings' : 'km';
}

/** The line of an instrument that is really on its way to a limit. */
function lineTowards(limit: Limit, track: SensorTrack): Fit | undefined {
  const fit = track.n < LEAST_READINGS ? undefined : fitOf(track);
  if (fit === undefined) {
    return undefined;
  }
  const towards = limit.side === 'above' ? 1 : -1;
  const departed = towards * (fit.level - usual(track)) > DEPARTED_SD * Math.sqrt(track.variance);
  return departed && towards * fit.slope > STEEP * fit.slopeError ? fit : undefined;
}

/** The standard normal distribution function (Abramowitz and Stegun 7.1.26, error below 2e-7). */
function normalShare(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * poly * Math.exp((-x * x) / 2);
  return x >= 0 ? 1 - tail : tail;
}

function courseTo(limit: Limit, track: SensorTrack, fit: Fit): Course {
  const straight = Math.max(0, (limit.critical - fit.level) / fit.slope);
  const departed = (fit.level - usual(track)) / fit.slope;
  const growing = departed * Math.log1p(straight / departed);
  const remaining = growing ** (1 - HOPE) * straight ** HOPE;
  return { limit, remaining, growing, straight, doubt: Math.hypot(LEAST_DOUBT, fit.slopeError / fit.slope) };
}

function lifeOf({ remaining, growing, straight, doubt }: Course, unit: LifeUnit): Prediction['remainingUsefulLife'] {
  const spread = Math.exp(BAND_SD * doubt);
  return {
    unit,
    value: toDigits(remaining, 3),
    low: toDigits(growing / spread, 3),
    high: toDigits(straight * spread, 3),
  };
}

/** Chance that the true life is between half and twice the estimate, the two ways to continue the line counted as doubt. */
function confidenceOf({ growing, straight, doubt }: Course): number {
  const shape = growing > 0 ? Math.log(straight / growing) / 2 : 0;
  return 2 * normalShare(Math.LN2 / Math.hypot(doubt, shape)) - 1;
}

/** Predicts the remaining life of a vehicle from the newest values, which choose the limits; undefined when nothing is on its way out. */
export function predictFromTrend(
  state: VehicleState,
  sensors: Readonly<Record<string, number>>,
): Prediction | undefined {
  const unit = unitOf(state);
  const courses = limitsFor(state.layout, sensors)
    .filter(({ sensor }) => sensor !== CHOSEN_BY_DRIVER)
    .flatMap((limit) => {
      const track = state.tracks[limit.sensor];
      const fit = track && lineTowards(limit, track);
      return track && fit ? [courseTo(limit, track, fit)] : [];
    })
    .filter(({ remaining }) => remaining <= HORIZON[unit])
    .sort((one, other) => one.remaining - other.remaining);
  const first = courses[0];
  if (first === undefined) {
    return undefined;
  }
  const evidence: Evidence[] = courses.map(({ limit, remaining }) => ({
    sensor: limit.sensor,
    side: limit.side,
    weight: 1 / (1 + remaining),
  }));
  const total = evidence.reduce((sum, { weight }) => sum + weight, 0);
  return {
    remainingUsefulLife: lifeOf(first, unit),
    confidence: toDigits(confidenceOf(first), 2),
    drivers: evidence.map(({ sensor, weight }) => ({ sensor, share: toDigits(weight / total, 2) })),
    diagnosis: diagnose(evidence),
  };
}

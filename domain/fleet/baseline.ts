/**
 * The running baseline of one instrument of one vehicle: what is usual for it, how it has moved lately, and how unusual the
 * next value would be. Owns the statistics and nothing else: no limits, no verdicts.
 * Rules: 1. a value is scored before it is learned; 2. nothing is scored in the first WARM_UP_READINGS; 3. a value far outside
 * teaches the reference no more than CLIP_SD standard deviations, else one broken sensor would make every later value look usual;
 * 4. values are kept relative to the first one (`origin`), so that rounding the state costs nothing.
 */

/** Readings before scores are given: a standard deviation from fewer is off by more than 15 %. */
export const WARM_UP_READINGS = 20;
/** The reference forgets: after this many readings each new one weighs 1/200. */
const REFERENCE_MEMORY_READINGS = 200;
/** Weight of a new value in the recent level: an EWMA chart's usual 0.1 to 0.2. */
const RECENT_WEIGHT = 0.15;
const CLIP_SD = 4;

/**
 * State for one instrument. `mean` and `variance` are the reference, `recent` an exponentially weighted mean. The rest are
 * the weighted sums of a straight line fitted over usage, where an age is how much usage ago a value was read:
 * `w` weights, `a` ages, `aa` squared ages, `y` values, `ay` their products, `yy` squared values.
 */
export type SensorTrack = {
  readonly n: number;
  readonly origin: number;
  readonly mean: number;
  readonly variance: number;
  readonly recent: number;
  readonly w: number;
  readonly a: number;
  readonly aa: number;
  readonly y: number;
  readonly ay: number;
  readonly yy: number;
};

/** How unusual a value is, in standard deviations: by itself, by where the recent level has gone, and by how steadily it moves. */
export type Scores = { readonly value: number; readonly level: number; readonly trend: number };

/** A straight line through the recent past: its value now, its slope per unit of usage with its standard error, residual spread. */
export type Fit = {
  readonly level: number;
  readonly slope: number;
  readonly slopeError: number;
  readonly residual: number;
  readonly span: number;
};

/** A track that knows one value. */
export function startTrack(value: number): SensorTrack {
  return { n: 1, origin: value, mean: 0, variance: 0, recent: 0, w: 1, a: 0, aa: 0, y: 0, ay: 0, yy: 0 };
}

function clip(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

/** Lets usage pass without a value: what is known gets older, and weighs as much as before. */
export function ageTrack(track: SensorTrack, used: number): SensorTrack {
  return {
    ...track,
    a: track.a + used * track.w,
    aa: track.aa + 2 * used * track.a + used * used * track.w,
    ay: track.ay + used * track.y,
  };
}

/**
 * Learns one more value, read `used` units of usage (kilometres, cycles) after the one before. `keep` is the share of its weight
 * that the line through the recent past keeps per reading: at 0.95 it looks back about 20 readings. The same for a track's life.
 */
export function extendTrack(before: SensorTrack, value: number, used: number, keep: number): SensorTrack {
  const track = ageTrack(before, used);
  const y = value - track.origin;
  const n = track.n + 1;
  const rate = 1 / Math.min(n, REFERENCE_MEMORY_READINGS);
  const limit = track.n >= WARM_UP_READINGS ? CLIP_SD * Math.sqrt(track.variance) : Number.POSITIVE_INFINITY;
  const step = clip(y - track.mean, limit);
  return {
    n,
    origin: track.origin,
    mean: track.mean + rate * step,
    variance: (1 - rate) * (track.variance + rate * step * step),
    recent: track.recent + Math.max(RECENT_WEIGHT, 1 / n) * (y - track.recent),
    w: keep * track.w + 1,
    a: keep * track.a,
    aa: keep * track.aa,
    y: keep * track.y + y,
    ay: keep * track.ay,
    yy: keep * track.yy + y * y,
  };
}

/** The usual value, in the sensor's unit. */
export function usual(track: SensorTrack): number {
  return track.origin + track.mean;
}

/** The recent value: an exponentially weighted mean over about the last ten readings. */
export function recent(track: SensorTrack): number {
  return track.origin + track.recent;
}

/**
 * The line through the recent past, or undefined before two different points of usage are known. The standard error takes the
 * weights as if they were counts, which overstates it about twofold for a line that forgets: the careful side.
 */
export function fitOf(track: SensorTrack): Fit | undefined {
  const spread = track.w * track.aa - track.a * track.a;
  if (spread <= 1e-9 * track.w * track.aa || track.n < 3) {
    return undefined;
  }
  const slope = -(track.w * track.ay - track.a * track.y) / spread;
  const level = (track.y + slope * track.a) / track.w;
  const squares = track.yy - 2 * level * track.y + 2 * slope * track.ay + level * level * track.w;
  const rest = squares - 2 * level * slope * track.a + slope * slope * track.aa;
  const freedom = Math.max(track.w * (1 - 2 / track.n), 1e-9);
  const residual = Math.sqrt(Math.max(0, rest) / freedom);
  const span = Math.sqrt(spread) / track.w;
  return { level: track.origin + level, slope, slopeError: residual / Math.sqrt(spread / track.w), residual, span };
}

/** A ratio to a spread that may be zero: a constant instrument that moves at all is as unusual as can be told. */
function against(distance: number, spread: number, scale: number): number {
  const floor = 1e-6 * Math.max(1, Math.abs(scale));
  return Math.abs(distance) <= floor ? 0 : clip(distance / Math.max(spread, floor), 1000);
}

/** Scores a value against what is known, before it is learned; undefined during warm-up. */
export function scoreValue(track: SensorTrack, value: number): Scores | undefined {
  if (track.n < WARM_UP_READINGS) {
    return undefined;
  }
  const sd = Math.sqrt(track.variance);
  const next = track.recent + RECENT_WEIGHT * (value - track.origin - track.recent);
  const chart = sd * Math.sqrt(RECENT_WEIGHT / (2 - RECENT_WEIGHT) + 1 / Math.min(track.n, REFERENCE_MEMORY_READINGS));
  const fit = fitOf(track);
  const trend = fit === undefined ? 0 : against(fit.slope * fit.span, fit.slopeError * fit.span, track.origin);
  return {
    value: against(value - usual(track), sd, track.origin),
    level: against(next - track.mean, chart, track.origin),
    trend,
  };
}

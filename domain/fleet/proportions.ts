/** How sure a share is that was counted: an interval for one, a test for two. */

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The 97.5th percentile of the standard normal distribution: 95 % lie between it and its negative. */
const Z = 1.96;
/** Fewer counts a side make the normal approximation of the test worthless. */
const LEAST_COUNTS = 10;

/**
 * Wilson's score interval at 95 %: unlike the simple one it stays within 0 to 1 and is sound for few counts.
 * E. B. Wilson, Journal of the American Statistical Association 22 (1927).
 */
export function wilson(hits: number, total: number): Interval {
  if (total === 0) return { value: 0, low: 0, high: 1 };
  const share = hits / total;
  const spread = Z ** 2 / total;
  const middle = share + spread / 2;
  const half = Z * Math.sqrt((share * (1 - share) + spread / 4) / total);
  const edge = (value: number) => Math.min(1, Math.max(0, value / (1 + spread)));
  return { value: share, low: edge(middle - half), high: edge(middle + half) };
}

type Counted = readonly [hits: number, total: number];

/** The sign of the difference of two shares where it is significant at 95 %, 0 where not, undefined where too little is known. */
export function ratesDiffer([hits, total]: Counted, [otherHits, otherTotal]: Counted): -1 | 0 | 1 | undefined {
  if (total < LEAST_COUNTS || otherTotal < LEAST_COUNTS) return undefined;
  const pooled = (hits + otherHits) / (total + otherTotal);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / total + 1 / otherTotal));
  if (error === 0) return 0;
  const z = (hits / total - otherHits / otherTotal) / error;
  return Math.abs(z) < Z ? 0 : z > 0 ? 1 : -1;
}

/** How long a try at a model waits. Pure: the random number is given. */

export interface RetryDelays {
  /** Before the first retry, in the middle. */
  readonly firstMs: number;
  /** No retry waits longer, unless the provider asks for it. */
  readonly longestMs: number;
}

/**
 * Doubles with each retry, and lies anywhere between half and one and a half of that: around 1 s, 2 s, 4 s … for `firstMs` 1000.
 * @param retry which one, from 1
 * @param random uniform in [0, 1)
 */
export const retryDelayMs = ({ firstMs, longestMs }: RetryDelays, retry: number, random: number): number =>
  Math.round(Math.min(longestMs, Math.min(longestMs, firstMs * 2 ** (retry - 1)) * (0.5 + random)));

/** How long to wait before the next try. Pure: the random number is given. */

export interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  readonly longestMs: number;
}

/**
 * Exponential back-off with full jitter: anywhere between nothing and the exponential bound.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param attempt the try that failed, from 1
 * @param random uniform in [0, 1)
 */
export const fullJitterMs = ({ firstMs, factor, longestMs }: Backoff, attempt: number, random: number): number =>
  Math.round(random * Math.min(longestMs, firstMs * factor ** (attempt - 1)));

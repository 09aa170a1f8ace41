/**
 * How fast a model may be asked: two token buckets, one of requests and one of the model's tokens, each filled evenly to a minute's
 * worth. Pure: the time is given, in milliseconds that never step back.
 *
 * A call that needs more than a bucket holds goes when the bucket is full, and the next one waits the longer.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html: providers count what an answer may have at most
 * until they know what it had.
 */
export interface Rate {
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
}

export interface Buckets {
  readonly requests: number;
  readonly tokens: number;
  readonly atMs: number;
}

const MINUTE_MS = 60_000;

export const fullBuckets = ({ requestsPerMinute, tokensPerMinute }: Rate, nowMs: number): Buckets => ({
  requests: requestsPerMinute,
  tokens: tokensPerMinute,
  atMs: nowMs,
});

export function refilled(buckets: Buckets, { requestsPerMinute, tokensPerMinute }: Rate, nowMs: number): Buckets {
  const minutes = Math.max(0, nowMs - buckets.atMs) / MINUTE_MS;
  return {
    requests: Math.min(requestsPerMinute, buckets.requests + minutes * requestsPerMinute),
    tokens: Math.min(tokensPerMinute, buckets.tokens + minutes * tokensPerMinute),
    atMs: nowMs,
  };
}

/** Until a request of so many tokens may go, whole milliseconds; of buckets as they are. */
export function waitMs(buckets: Buckets, { requestsPerMinute, tokensPerMinute }: Rate, tokens: number): number {
  const until = (has: number, needs: number, perMinute: number) => ((needs - has) / perMinute) * MINUTE_MS;
  const ms = Math.max(
    until(buckets.requests, 1, requestsPerMinute),
    until(buckets.tokens, Math.min(tokens, tokensPerMinute), tokensPerMinute),
  );
  // A millionth of a millisecond is an error of the division, not a wait.
  return Math.max(0, Math.ceil(ms - 1e-6));
}

export const taken = (buckets: Buckets, tokens: number): Buckets => ({
  ...buckets,
  requests: buckets.requests - 1,
  tokens: buckets.tokens - tokens,
});

/** Tokens that were taken and not used; more were used than taken when negative. */
export const givenBack = (buckets: Buckets, { tokensPerMinute }: Rate, tokens: number): Buckets => ({
  ...buckets,
  tokens: Math.min(tokensPerMinute, buckets.tokens + tokens),
});

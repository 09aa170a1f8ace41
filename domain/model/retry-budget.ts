/**
 * How many retries there may be, so that an outage is not made worse by those who suffer from it: each call adds a tenth of a
 * retry, each retry takes a whole one. What is saved up is bounded, so retries ≤ calls / 10 + RETRIES_AT_START over any time.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html (AWS's own clients keep such a bucket too)
 */
const RETRIES_PER_CALL = 0.1;
/** A quiet environment may retry its first calls; it is also the most that is saved up. */
export const RETRIES_AT_START = 10;

export interface RetryBudget {
  /** A call begins. */
  called(): void;
  /** Takes one retry; false when there is none. */
  take(): boolean;
}

export function createRetryBudget(): RetryBudget {
  // In tenths, so that ten calls make exactly one retry.
  const unit = 1 / RETRIES_PER_CALL;
  let left = RETRIES_AT_START * unit;
  return {
    called() {
      left = Math.min(RETRIES_AT_START * unit, left + 1);
    },
    take() {
      if (left < unit) return false;
      left -= unit;
      return true;
    },
  };
}

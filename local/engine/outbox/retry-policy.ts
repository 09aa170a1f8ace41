/**
 * How long and how often a delivery is tried, as rules and schedules say it, and what holds when they do not.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html
 */
import * as z from 'zod';
import type { Parcel } from './parcel.ts';

const MOST_RETRIES = 185;
const LONGEST_AGE_S = 86_400;
const SHORTEST_AGE_S = 60;

export const DEFAULT_RETRY_POLICY = {
  MaximumRetryAttempts: MOST_RETRIES,
  MaximumEventAgeInSeconds: LONGEST_AGE_S,
} as const;

export const retryPolicyInput = z.strictObject({
  MaximumRetryAttempts: z.int().min(0).max(MOST_RETRIES).optional(),
  MaximumEventAgeInSeconds: z.int().min(SHORTEST_AGE_S).max(LONGEST_AGE_S).optional(),
});

interface Given {
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumEventAgeInSeconds?: number | undefined;
}

export const retriesOf = (policy: Given | undefined): Pick<Parcel, 'mostAttempts' | 'longestAgeMs'> => ({
  mostAttempts: policy?.MaximumRetryAttempts ?? MOST_RETRIES,
  longestAgeMs: (policy?.MaximumEventAgeInSeconds ?? LONGEST_AGE_S) * 1000,
});

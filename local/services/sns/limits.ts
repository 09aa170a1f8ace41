/** The quotas of Amazon SNS. Each is a fact of AWS, with the page it stands on; nothing here is ours. */

// https://docs.aws.amazon.com/general/latest/gr/sns.html
export const LARGEST_MESSAGE_BYTES = 262_144;
export const MOST_BATCH_ENTRIES = 10;
export const MOST_FILTER_POLICIES_PER_TOPIC = 200;

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
export const LONGEST_SUBJECT_CHARS = 100;

// https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
export const MOST_FILTER_KEYS = 5;
export const MOST_FILTER_COMBINATIONS = 150;
export const LARGEST_FILTER_POLICY_BYTES = 262_144;

// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
export const LONGEST_DISPLAY_NAME_CHARS = 100;

// https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html
export const MOST_TAGS = 50;

// https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html and API_ListSubscriptions.html
export const MOST_LISTED = 100;

// https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html: tokens are good for two days.
export const TOKEN_LIFE_MS = 2 * 24 * 3_600_000;

/**
 * Retries of deliveries to SQS and Lambda: three at once, two a second apart, ten with waits from 1 to 20 seconds, then every
 * 20 seconds for 23 days. https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const MOST_ATTEMPTS = 100_015;
export const LONGEST_AGE_MS = 23 * 24 * 3_600_000;

/** Before the next attempt, when so many have failed. */
export function retryWaitMs(attempts: number): number {
  if (attempts <= 3) return 0;
  if (attempts <= 5) return 1_000;
  return attempts <= 15 ? Math.min(20_000, 1_000 * 2 ** (attempts - 6)) : 20_000;
}

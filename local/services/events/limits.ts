/** Quotas. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html unless said otherwise. */

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const ENTRIES_PER_PUT = 10;
/** Of nested JSON, there too. */
export const DEEPEST_LEVELS = 1100;
/** Of all entries together. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
export const PUT_BYTES = 256 * 1024;
/** What an entry's Time counts as, there too. */
export const TIME_BYTES = 14;
/** What AWS adds to an event's size in an archive: its time and its account. Measured. */
export const ARCHIVED_OVERHEAD_BYTES = 26;
export const BUSES = 100;
export const RULES_PER_BUS = 300;
export const TARGETS_PER_RULE = 5;
export const PATTERN_CHARACTERS = 4096;
export const ACTIVE_REPLAYS = 10;
export const PAGE = { default: 100, max: 100 } as const;

/** How long a replay stays in STARTING. AWS takes up to minutes; this leaves time to cancel it. */
export const REPLAY_START_MS = 250;

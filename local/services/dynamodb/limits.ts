/** DynamoDB's quotas. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */

/** Names and values of one item: 400 KB. */
export const LARGEST_ITEM_BYTES = 400 * 1024;

/** What a Query or Scan looks at before it returns a page: 1 MB. */
export const LARGEST_PAGE_BYTES = 1024 * 1024;

/** Items of one TransactWriteItems or TransactGetItems. */
export const MOST_TRANSACTION_ITEMS = 100;

/** What one transaction may write: 4 MB. */
export const LARGEST_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** What BatchGetItem returns before the rest is "unprocessed": 16 MB. */
export const LARGEST_BATCH_GET_BYTES = 16 * 1024 * 1024;

/** How long a ClientRequestToken is remembered. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const TOKEN_LIFETIME_MS = 10 * 60_000;

/** Lists and maps within each other. */
export const DEEPEST_NESTING = 32;

/** Tags of one table. */
export const MOST_TAGS = 50;

/** The quotas of Amazon SQS. Each is a fact of AWS, with the page it stands on; nothing here is ours. */

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
export const LARGEST_MESSAGE_BYTES = 1_048_576;
export const LARGEST_BATCH_BYTES = 1_048_576;
export const MOST_BATCH_ENTRIES = 10;
export const MOST_MESSAGE_ATTRIBUTES = 10;
export const LONGEST_DELAY_S = 900;
export const LONGEST_VISIBILITY_S = 43_200;
export const LONGEST_WAIT_S = 20;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
export const LEAST_MAXIMUM_MESSAGE_BYTES = 1_024;
export const SHORTEST_RETENTION_S = 60;
export const LONGEST_RETENTION_S = 1_209_600;
export const MOST_RECEIVES = 1_000;
export const MOST_SOURCE_QUEUES = 10;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
export const MOST_IN_FLIGHT = 120_000;
export const MOST_TAGS = 50;
export const MOST_LISTED = 1_000;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
export const DEDUPLICATION_MS = 5 * 60_000;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html and API_DeleteQueue.html
export const BETWEEN_PURGES_MS = 60_000;
export const BEFORE_NAME_IS_FREE_MS = 60_000;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
export const MOST_MOVED_PER_SECOND = 500;
export const MOST_LISTED_TASKS = 10;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
export const LONGEST_LABEL_CHARS = 80;
export const MOST_PERMITTED_ACTIONS = 7;

// "Changes made to the attributes can take up to 60 seconds to propagate": of the deduplication scope they do.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
export const SCOPE_CHANGE_MS = 60_000;

/** Quotas and defaults. Sources: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html unless said otherwise. */

export const SYNC_PAYLOAD_BYTES = 6 * 1024 * 1024;
/** 6 MB and what the envelope of an answer may take: the number in Lambda's own error message. */
export const LARGEST_ANSWER_BYTES = SYNC_PAYLOAD_BYTES + 100;
/** Raised from 20 MB in 2025. https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html */
export const STREAMED_ANSWER_BYTES = 200 * 1024 * 1024;
/** Raised from 256 KB to 1 MB in 2025. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html */
export const ASYNC_PAYLOAD_BYTES = 1024 * 1024;
export const ENVIRONMENT_BYTES = 4 * 1024;
export const ZIP_BYTES = 50 * 1024 * 1024;
export const UNZIPPED_BYTES = 250 * 1024 * 1024;
export const TIMEOUT_S = { default: 3, min: 1, max: 900 } as const;
export const MEMORY_MB = { default: 128, min: 128, max: 10_240 } as const;
export const EPHEMERAL_MB = { default: 512, min: 512, max: 10_240 } as const;
export const ACCOUNT_CONCURRENCY = 1000;
/** What reservations must leave for all other functions. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
export const UNRESERVED_MINIMUM = 100;
/** The last part of the log that `LogType: Tail` returns. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const LOG_TAIL_BYTES = 4096;
/** Runtimes that run here: any Node of the list runs on the Node of this process. */
export const RUNTIMES = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const ASYNC = {
  maximumRetries: 2,
  maximumAgeS: { min: 60, max: 21_600 },
  /** Waits before the first and the second retry after a function error. */
  errorWaitsMs: [60_000, 120_000],
  throttleWaitMs: { first: 1_000, longest: 300_000 },
} as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
export const MAPPING = {
  batchSize: { default: 10, standardMax: 10_000, fifoMax: 10, withoutWindowMax: 10 },
  windowS: { max: 300 },
  concurrency: { min: 2, max: 1000 },
  filters: { max: 10, patternBytes: 4096 },
} as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html (Init phase) */
export const INIT_TIMEOUT_MS = 10_000;

/** Local only: how long an environment may lie idle. AWS does not say; minutes are what people see. */
export const IDLE_ENVIRONMENT_MS = 5 * 60_000;
/** Local only: log bytes that one invocation may leave unread; what is beyond is dropped and counted. */
export const LOG_BUFFER_BYTES = 1024 * 1024;

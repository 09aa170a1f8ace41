/** Quotas of CloudWatch, and how much the local cloud keeps. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */

export const MINUTE_MS = 60_000;
/** How long metrics are kept here, by the minute; AWS keeps minutes for 15 days. */
export const KEPT_MINUTES = 24 * 60;
/** Metrics kept; past it the one that is silent for the longest time goes. */
export const MOST_SERIES = 10_000;
/** How long numbers may wait in memory before they are written to the store. */
export const FLUSH_AFTER_MS = 2_000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MOST_DATA = 1_000;
export const MOST_DIMENSIONS = 30;
export const MOST_VALUES = 150;
export const OLDEST_DATUM_MS = 14 * 24 * 3_600_000;
export const NEWEST_DATUM_MS = 2 * 3_600_000;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export const MOST_DATAPOINTS = 1_440;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MOST_QUERIES = 500;
export const MOST_RESULT_DATAPOINTS = 100_800;
/** Entries of an alarm's history that are kept; AWS keeps 30 days. */
export const MOST_HISTORY = 200;
/** Periods beyond those an alarm evaluates that are looked at when some are missing. */
export const EXTRA_PERIODS = 2;

/** The limits of S3, each with its unit in its name. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** The largest body of one PutObject, and the largest object that CopyObject takes. */
export const LARGEST_PUT_BYTES = 5 * GIB;
export const LARGEST_PART_BYTES = 5 * GIB;
/** Of every part but the last. */
export const SMALLEST_PART_BYTES = 5 * MIB;
export const MOST_PARTS = 10_000;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const LONGEST_KEY_BYTES = 1024;
/** User-defined metadata, names and values together. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export const LARGEST_METADATA_BYTES = 2048;
export const MOST_KEYS_LISTED = 1000;
export const MOST_KEYS_DELETED = 1000;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
export const MOST_OBJECT_TAGS = 10;
export const MOST_BUCKET_TAGS = 50;
/** Of a presigned URL. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export const LONGEST_PRESIGNED_SECONDS = 604_800;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
export const LARGEST_POLICY_BYTES = 20 * 1024;
/** XML documents of requests; the largest is DeleteObjects with a thousand keys. */
export const LARGEST_DOCUMENT_BYTES = 8 * MIB;
/** How far ahead of the clock a presigned URL may be dated. */
export const CLOCK_SKEW_MS = 15 * 60_000;

/** The documents that configure a bucket, as their elements stand in the API. What is not in them is refused. */
import * as z from 'zod';
import { invalidRequest } from '../errors.ts';
import { holder, many, tagSet, truth, wholeNumber } from '../wire/schemas.ts';

const number = wholeNumber.transform(String);
const date = z.iso.datetime({ offset: true });

const withOneStar = (member: string) =>
  z.string().check(({ value }) => {
    if (value.split('*').length > 2) throw invalidRequest(`${member} "${value}" can not have more than one wildcard.`);
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html, API_CORSRule.html: at most one star */
const corsRule = z.strictObject({
  ID: z.string().max(255).optional(),
  AllowedHeader: many(withOneStar('AllowedHeader')),
  AllowedMethod: many(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])).refine((list) => list.length > 0),
  AllowedOrigin: many(withOneStar('AllowedOrigin')).refine((list) => list.length > 0),
  ExposeHeader: many(z.string()),
  MaxAgeSeconds: number.optional(),
});
export type CorsRule = z.output<typeof corsRule>;
export const cors = z.strictObject({
  CORSRule: many(corsRule).refine((rules) => rules.length > 0 && rules.length <= 100),
});

const tag = z.strictObject({ Key: z.string(), Value: z.string() });
const sizes = { ObjectSizeGreaterThan: number.optional(), ObjectSizeLessThan: number.optional() };
const filter = holder(
  z.strictObject({
    Prefix: z.string().optional(),
    Tag: tag.optional(),
    ...sizes,
    And: z.strictObject({ Prefix: z.string().optional(), Tag: many(tag), ...sizes }).optional(),
  }),
);
const storageClass = z.enum([
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'GLACIER_IR',
  'DEEP_ARCHIVE',
]);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const lifecycle = z.strictObject({
  Rule: many(
    z.strictObject({
      ID: z.string().max(255).optional(),
      Status: z.enum(['Enabled', 'Disabled']),
      Filter: filter.optional(),
      Prefix: z.string().optional(),
      Expiration: z
        .strictObject({ Days: number.optional(), Date: date.optional(), ExpiredObjectDeleteMarker: truth.optional() })
        .optional(),
      NoncurrentVersionExpiration: z
        .strictObject({ NoncurrentDays: number.optional(), NewerNoncurrentVersions: number.optional() })
        .optional(),
      AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: number }).optional(),
      Transition: many(z.strictObject({ Days: number.optional(), Date: date.optional(), StorageClass: storageClass })),
      NoncurrentVersionTransition: many(
        z.strictObject({
          NoncurrentDays: number.optional(),
          NewerNoncurrentVersions: number.optional(),
          StorageClass: storageClass,
        }),
      ),
    }),
  ).refine((rules) => rules.length > 0 && rules.length <= 1000, 'between 1 and 1000 rules'),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const encryption = z.strictObject({
  Rule: many(
    z.strictObject({
      ApplyServerSideEncryptionByDefault: z
        .strictObject({
          SSEAlgorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']),
          KMSMasterKeyID: z.string().optional(),
        })
        .optional(),
      BucketKeyEnabled: truth.optional(),
      BlockedEncryptionTypes: z.strictObject({ EncryptionType: many(z.enum(['NONE', 'SSE-C'])) }).optional(),
    }),
  ).refine((rules) => rules.length === 1, 'exactly one rule'),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const ownershipControls = z.strictObject({
  Rule: many(
    z.strictObject({ ObjectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']) }),
  ).refine((rules) => rules.length === 1, 'exactly one rule'),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const publicAccessBlock = holder(
  z.strictObject({
    BlockPublicAcls: truth.default('false'),
    IgnorePublicAcls: truth.default('false'),
    BlockPublicPolicy: truth.default('false'),
    RestrictPublicBuckets: truth.default('false'),
  }),
);

/** Queues, topics and functions are refused by name: EventBridge only. */
export const notification = holder(
  z.strictObject(
    { EventBridgeConfiguration: holder(z.strictObject({})).optional() },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `${issue.keys.join(', ')}: the local cloud sends notifications to EventBridge only`
          : undefined,
    },
  ),
);

export const tagging = tagSet;

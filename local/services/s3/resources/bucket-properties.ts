/**
 * The properties of a bucket in a template, and what they are in the words of the API.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 */
import * as z from 'zod';
import type { Xml } from '../wire/xml.ts';

const storageClass = z.string();
const noncurrentTransition = z.strictObject({
  StorageClass: storageClass,
  TransitionInDays: z.number(),
  NewerNoncurrentVersions: z.number().optional(),
});
const transition = z.strictObject({
  StorageClass: storageClass,
  TransitionDate: z.string().optional(),
  TransitionInDays: z.number().optional(),
});

const lifecycleRule = z.strictObject({
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: z.number() }).optional(),
  ExpirationDate: z.string().optional(),
  ExpirationInDays: z.number().optional(),
  ExpiredObjectDeleteMarker: z.boolean().optional(),
  Id: z.string().optional(),
  NoncurrentVersionExpiration: z
    .strictObject({ NoncurrentDays: z.number(), NewerNoncurrentVersions: z.number().optional() })
    .optional(),
  NoncurrentVersionExpirationInDays: z.number().optional(),
  NoncurrentVersionTransition: noncurrentTransition.optional(),
  NoncurrentVersionTransitions: z.array(noncurrentTransition).optional(),
  ObjectSizeGreaterThan: z.string().optional(),
  ObjectSizeLessThan: z.string().optional(),
  Prefix: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  TagFilters: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
  Transition: transition.optional(),
  Transitions: z.array(transition).optional(),
});

export const bucketProperties = z.strictObject({
  BucketName: z.string().optional(),
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z.array(
        z.strictObject({
          BucketKeyEnabled: z.boolean().optional(),
          ServerSideEncryptionByDefault: z
            .strictObject({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string().optional() })
            .optional(),
        }),
      ),
    })
    .optional(),
  CorsConfiguration: z
    .strictObject({
      CorsRules: z.array(
        z.strictObject({
          AllowedHeaders: z.array(z.string()).optional(),
          AllowedMethods: z.array(z.string()),
          AllowedOrigins: z.array(z.string()),
          ExposedHeaders: z.array(z.string()).optional(),
          Id: z.string().optional(),
          MaxAge: z.number().optional(),
        }),
      ),
    })
    .optional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule) }).optional(),
  NotificationConfiguration: z
    .strictObject({
      EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: z.boolean().default(true) }).optional(),
    })
    .optional(),
  OwnershipControls: z.strictObject({ Rules: z.array(z.strictObject({ ObjectOwnership: z.string() })) }).optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: z.boolean().default(false),
      BlockPublicPolicy: z.boolean().default(false),
      IgnorePublicAcls: z.boolean().default(false),
      RestrictPublicBuckets: z.boolean().default(false),
    })
    .optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
});
export type BucketProperties = z.output<typeof bucketProperties>;

/** Sub-resources as the API takes them; undefined for what the template leaves out. */
export function configurationsOf(given: BucketProperties): Record<string, Xml> {
  const { BucketEncryption, CorsConfiguration, LifecycleConfiguration, OwnershipControls, Tags } = given;
  const { PublicAccessBlockConfiguration, NotificationConfiguration } = given;
  return {
    encryption: BucketEncryption && {
      Rule: BucketEncryption.ServerSideEncryptionConfiguration.map((rule) => ({
        ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
        BucketKeyEnabled: text(rule.BucketKeyEnabled),
      })),
    },
    cors: CorsConfiguration && {
      CORSRule: CorsConfiguration.CorsRules.map((rule) => ({
        ID: rule.Id,
        AllowedHeader: rule.AllowedHeaders,
        AllowedMethod: rule.AllowedMethods,
        AllowedOrigin: rule.AllowedOrigins,
        ExposeHeader: rule.ExposedHeaders,
        MaxAgeSeconds: text(rule.MaxAge),
      })),
    },
    lifecycle: LifecycleConfiguration && { Rule: LifecycleConfiguration.Rules.map(ruleOf) },
    notification: NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled
      ? { EventBridgeConfiguration: {} }
      : undefined,
    ownershipControls: OwnershipControls && { Rule: OwnershipControls.Rules },
    publicAccessBlock:
      PublicAccessBlockConfiguration &&
      Object.fromEntries(Object.entries(PublicAccessBlockConfiguration).map(([name, on]) => [name, text(on)])),
    tagging: Tags?.length ? { TagSet: { Tag: Tags } } : undefined,
  };
}

const text = (value: number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

function ruleOf(rule: z.output<typeof lifecycleRule>): Xml {
  const later = [
    ...(rule.NoncurrentVersionTransitions ?? []),
    ...(rule.NoncurrentVersionTransition ? [rule.NoncurrentVersionTransition] : []),
  ];
  const expires = rule.ExpirationInDays ?? rule.ExpirationDate ?? rule.ExpiredObjectDeleteMarker;
  const noncurrentDays = rule.NoncurrentVersionExpiration?.NoncurrentDays ?? rule.NoncurrentVersionExpirationInDays;
  return {
    ID: rule.Id,
    Status: rule.Status,
    Filter: filterOf(rule),
    Expiration:
      expires === undefined
        ? undefined
        : {
            Days: text(rule.ExpirationInDays),
            Date: rule.ExpirationDate,
            ExpiredObjectDeleteMarker: text(rule.ExpiredObjectDeleteMarker),
          },
    NoncurrentVersionExpiration:
      noncurrentDays === undefined
        ? undefined
        : {
            NoncurrentDays: text(noncurrentDays),
            NewerNoncurrentVersions: text(rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions),
          },
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload && {
      DaysAfterInitiation: text(rule.AbortIncompleteMultipartUpload.DaysAfterInitiation),
    },
    Transition: [...(rule.Transitions ?? []), ...(rule.Transition ? [rule.Transition] : [])].map((one) => ({
      Days: text(one.TransitionInDays),
      Date: one.TransitionDate,
      StorageClass: one.StorageClass,
    })),
    NoncurrentVersionTransition: later.map((one) => ({
      NoncurrentDays: text(one.TransitionInDays),
      NewerNoncurrentVersions: text(one.NewerNoncurrentVersions),
      StorageClass: one.StorageClass,
    })),
  };
}

/** One condition stands alone; several stand in And. */
function filterOf(rule: z.output<typeof lifecycleRule>): Xml {
  const sizes = {
    ObjectSizeGreaterThan: rule.ObjectSizeGreaterThan,
    ObjectSizeLessThan: rule.ObjectSizeLessThan,
  };
  const tags = rule.TagFilters ?? [];
  const count = tags.length + [rule.Prefix, ...Object.values(sizes)].filter((one) => one !== undefined).length;
  if (count > 1) return { And: { Prefix: rule.Prefix, Tag: tags, ...sizes } };
  return count === 0 ? { Prefix: '' } : { Prefix: rule.Prefix, Tag: tags[0], ...sizes };
}

/** Makes a bucket, as AWS makes them since 2023. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { bucketArn } from '../arns.ts';
import { configure } from '../buckets/configurations.ts';
import { makeBucket } from '../buckets/life.ts';
import { MOST_BUCKET_TAGS } from '../limits.ts';
import { acl } from '../objects/description.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, holder, many, tagsOf } from '../wire/schemas.ts';

const input = z.strictObject({
  Bucket: bucketName,
  ACL: acl.optional(),
  ObjectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']).optional(),
  CreateBucketConfiguration: holder(
    z.strictObject({
      LocationConstraint: z.string().optional(),
      Tags: holder(z.strictObject({ Tag: many(z.strictObject({ Key: z.string(), Value: z.string() })) })).optional(),
    }),
  ).optional(),
});

/** The region where a bucket has no location constraint. */
const FIRST_REGION = 'us-east-1';

export const createBucket = (s3: S3) =>
  operation({
    name: 'CreateBucket',
    binding: {
      method: 'PUT',
      at: 'bucket',
      headers: { 'x-amz-acl': 'ACL', 'x-amz-object-ownership': 'ObjectOwnership' },
      document: ['CreateBucketConfiguration', 'CreateBucketConfiguration', 'optional'],
    },
    input,
    permissions: ({ Bucket }) => [{ action: 'CreateBucket', resource: bucketArn(Bucket) }],
    run({ Bucket, ObjectOwnership, CreateBucketConfiguration }) {
      const { region } = s3.engine;
      const { LocationConstraint, Tags } = CreateBucketConfiguration ?? {};
      checkLocation(LocationConstraint, region);
      if (s3.store.buckets.get(Bucket)) {
        if (region === FIRST_REGION) return { headers: { location: `/${Bucket}` } };
        const message = 'Your previous request to create the named bucket succeeded and you already own it.';
        throw new AwsError('BucketAlreadyOwnedByYou', message, { status: 409, members: { BucketName: Bucket } });
      }
      const tags = tagsOf(Tags?.Tag ?? [], MOST_BUCKET_TAGS);
      makeBucket(s3, Bucket);
      if (Object.keys(tags).length > 0) configure(s3, Bucket, 'tagging', { TagSet: { Tag: Tags?.Tag } });
      if (ObjectOwnership) configure(s3, Bucket, 'ownershipControls', { Rule: [{ ObjectOwnership }] });
      return { headers: { location: `/${Bucket}`, 'x-amz-bucket-arn': bucketArn(Bucket) } };
    },
  });

function checkLocation(constraint: string | undefined, region: string): void {
  if (constraint === FIRST_REGION)
    throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', {
      members: { LocationConstraint: constraint },
    });
  if (constraint === region || (constraint === undefined && region === FIRST_REGION)) return;
  throw new AwsError(
    'IllegalLocationConstraintException',
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

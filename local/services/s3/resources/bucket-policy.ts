/**
 * AWS::S3::BucketPolicy: the policy of one bucket.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html
 */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { setPolicy } from '../buckets/policy.ts';
import type { S3 } from '../s3.ts';

const properties = z.strictObject({
  Bucket: z.string(),
  PolicyDocument: z.union([z.string(), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))]),
});

export const bucketPolicyType = (s3: S3): ResourceType =>
  resourceType({
    type: 'AWS::S3::BucketPolicy',
    properties,
    async create({ Bucket, PolicyDocument }) {
      if (s3.store.bucket(Bucket).policy !== undefined)
        throw new AwsError('AlreadyExists', `The bucket policy already exists on bucket ${Bucket}.`, { status: 409 });
      setPolicy(s3, Bucket, PolicyDocument);
      await s3.engine.store.durable();
      return { physicalId: Bucket, attributes: {} };
    },
    async update({ Bucket, PolicyDocument }, current) {
      if (Bucket !== current.physicalId) return 'replace';
      setPolicy(s3, Bucket, PolicyDocument);
      await s3.engine.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      if (s3.store.buckets.get(physicalId)) setPolicy(s3, physicalId, undefined);
      await s3.engine.store.durable();
    },
  });

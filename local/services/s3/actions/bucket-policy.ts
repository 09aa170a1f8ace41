/** Puts, reads and deletes a bucket's policy. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html and its neighbours */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { bucketArn } from '../arns.ts';
import { setPolicy } from '../buckets/policy.ts';
import { isPublic } from '../buckets/public-access.ts';
import type { S3 } from '../s3.ts';
import { textOf } from '../wire/input.ts';
import { type Operation, operation } from '../wire/operation.ts';
import { bucketName } from '../wire/schemas.ts';

const input = z.strictObject({ Bucket: bucketName });
const may = (action: string) => (given: { Bucket: string }) => [{ action, resource: bucketArn(given.Bucket) }];

export function bucketPolicyActions(s3: S3): Operation[] {
  function policyOf(name: string): string {
    const { policy } = s3.store.bucket(name);
    if (policy !== undefined) return policy;
    throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', {
      status: 404,
      members: { BucketName: name },
    });
  }
  return [
    operation({
      name: 'GetBucketPolicy',
      binding: { method: 'GET', at: 'bucket', marked: ['policy'] },
      input,
      permissions: may('GetBucketPolicy'),
      run: ({ Bucket }) => ({ text: policyOf(Bucket), headers: { 'content-type': 'application/json' } }),
    }),
    operation({
      name: 'GetBucketPolicyStatus',
      binding: { method: 'GET', at: 'bucket', marked: ['policyStatus'] },
      input,
      permissions: may('GetBucketPolicyStatus'),
      run: ({ Bucket }) => ({ xml: ['PolicyStatus', { IsPublic: isPublic(policyOf(Bucket)) ? 'TRUE' : 'FALSE' }] }),
    }),
    operation({
      name: 'PutBucketPolicy',
      binding: {
        method: 'PUT',
        at: 'bucket',
        marked: ['policy'],
        headers: { 'x-amz-confirm-remove-self-bucket-access': 'ConfirmRemoveSelfBucketAccess' },
      },
      input: z.strictObject({ Bucket: bucketName, ConfirmRemoveSelfBucketAccess: z.string().optional() }),
      permissions: may('PutBucketPolicy'),
      async run({ Bucket }, { request }) {
        setPolicy(s3, Bucket, await textOf(request));
        return { status: 204 };
      },
    }),
    operation({
      name: 'DeleteBucketPolicy',
      binding: { method: 'DELETE', at: 'bucket', marked: ['policy'] },
      input,
      permissions: may('DeleteBucketPolicy'),
      run({ Bucket }) {
        setPolicy(s3, Bucket, undefined);
        return { status: 204 };
      },
    }),
  ];
}

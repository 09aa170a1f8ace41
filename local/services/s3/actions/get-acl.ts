/** Access control lists are off: all to the owner. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html and API_GetObjectAcl.html */
import * as z from 'zod';
import { bucketArn, objectArn } from '../arns.ts';
import { ownersAcl } from '../buckets/owner.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, objectKey } from '../wire/schemas.ts';

export const getBucketAcl = ({ engine, store }: S3) =>
  operation({
    name: 'GetBucketAcl',
    binding: { method: 'GET', at: 'bucket', marked: ['acl'] },
    input: z.strictObject({ Bucket: bucketName }),
    permissions: ({ Bucket }) => [{ action: 'GetBucketAcl', resource: bucketArn(Bucket) }],
    run({ Bucket }) {
      store.bucket(Bucket);
      return { xml: ['AccessControlPolicy', ownersAcl(engine)] };
    },
  });

export const getObjectAcl = ({ engine, store, versions }: S3) =>
  operation({
    name: 'GetObjectAcl',
    binding: { method: 'GET', at: 'object', marked: ['acl'], query: { versionId: 'VersionId' } },
    input: z.strictObject({ Bucket: bucketName, Key: objectKey, VersionId: z.string().optional() }),
    permissions: ({ Bucket, Key }) => [{ action: 'GetObjectAcl', resource: objectArn(Bucket, Key) }],
    run({ Bucket, Key, VersionId }) {
      store.bucket(Bucket);
      versions.readable(Bucket, Key, VersionId);
      return { xml: ['AccessControlPolicy', ownersAcl(engine)] };
    },
  });

/** Tells and sets whether a bucket keeps versions. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html and API_PutBucketVersioning.html */
import * as z from 'zod';
import { unsupported } from '../../../engine/aws-error.ts';
import { bucketArn } from '../arns.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName } from '../wire/schemas.ts';

export const getBucketVersioning = ({ store }: S3) =>
  operation({
    name: 'GetBucketVersioning',
    binding: { method: 'GET', at: 'bucket', marked: ['versioning'] },
    input: z.strictObject({ Bucket: bucketName }),
    permissions: ({ Bucket }) => [{ action: 'GetBucketVersioning', resource: bucketArn(Bucket) }],
    run: ({ Bucket }) => ({ xml: ['VersioningConfiguration', { Status: store.bucket(Bucket).versioning }] }),
  });

const document = z.strictObject({
  Status: z.enum(['Enabled', 'Suspended']),
  MfaDelete: z.enum(['Enabled', 'Disabled']).optional(),
});

export const putBucketVersioning = ({ store }: S3) =>
  operation({
    name: 'PutBucketVersioning',
    binding: {
      method: 'PUT',
      at: 'bucket',
      marked: ['versioning'],
      document: ['VersioningConfiguration', 'VersioningConfiguration'],
    },
    input: z.strictObject({ Bucket: bucketName, VersioningConfiguration: document }),
    permissions: ({ Bucket }) => [{ action: 'PutBucketVersioning', resource: bucketArn(Bucket) }],
    run({ Bucket, VersioningConfiguration: { Status, MfaDelete } }) {
      if (MfaDelete === 'Enabled') throw unsupported('MfaDelete');
      store.buckets.put(Bucket, { ...store.bucket(Bucket), versioning: Status });
      return {};
    },
  });

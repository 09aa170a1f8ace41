/** Removes a bucket that is empty. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
import * as z from 'zod';
import { bucketArn } from '../arns.ts';
import { removeBucket } from '../buckets/life.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName } from '../wire/schemas.ts';

export const deleteBucket = (s3: S3) =>
  operation({
    name: 'DeleteBucket',
    binding: { method: 'DELETE', at: 'bucket' },
    input: z.strictObject({ Bucket: bucketName }),
    permissions: ({ Bucket }) => [{ action: 'DeleteBucket', resource: bucketArn(Bucket) }],
    run({ Bucket }) {
      removeBucket(s3, Bucket);
      return { status: 204 };
    },
  });

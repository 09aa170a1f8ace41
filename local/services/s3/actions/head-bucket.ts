/** Tells whether there is a bucket that the caller may use. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
import * as z from 'zod';
import { bucketArn } from '../arns.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName } from '../wire/schemas.ts';

export const headBucket = ({ engine, store }: S3) =>
  operation({
    name: 'HeadBucket',
    binding: { method: 'HEAD', at: 'bucket' },
    input: z.strictObject({ Bucket: bucketName }),
    permissions: ({ Bucket }) => [{ action: 'ListBucket', resource: bucketArn(Bucket) }],
    run({ Bucket }) {
      store.bucket(Bucket);
      return {
        headers: {
          'x-amz-bucket-region': engine.region,
          'x-amz-bucket-arn': bucketArn(Bucket),
          'x-amz-access-point-alias': 'false',
        },
      };
    },
  });

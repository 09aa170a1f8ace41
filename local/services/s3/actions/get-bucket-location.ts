/** Tells the region of a bucket: empty for us-east-1. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
import * as z from 'zod';
import { bucketArn } from '../arns.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName } from '../wire/schemas.ts';

export const getBucketLocation = ({ engine, store }: S3) =>
  operation({
    name: 'GetBucketLocation',
    binding: { method: 'GET', at: 'bucket', marked: ['location'] },
    input: z.strictObject({ Bucket: bucketName }),
    permissions: ({ Bucket }) => [{ action: 'GetBucketLocation', resource: bucketArn(Bucket) }],
    run({ Bucket }) {
      store.bucket(Bucket);
      return { xml: ['LocationConstraint', engine.region === 'us-east-1' ? '' : engine.region] };
    },
  });

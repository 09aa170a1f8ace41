/** Ends an upload, and its parts with it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, objectKey } from '../wire/schemas.ts';

export const abortMultipartUpload = ({ uploads }: S3) =>
  operation({
    name: 'AbortMultipartUpload',
    binding: {
      method: 'DELETE',
      at: 'object',
      marked: ['uploadId'],
      query: { uploadId: 'UploadId' },
    },
    input: z.strictObject({ Bucket: bucketName, Key: objectKey, UploadId: z.string() }),
    permissions: ({ Bucket, Key }) => [{ action: 'AbortMultipartUpload', resource: objectArn(Bucket, Key) }],
    run({ Bucket, Key, UploadId }) {
      uploads.abort(uploads.get(Bucket, Key, UploadId));
      return { status: 204 };
    },
  });

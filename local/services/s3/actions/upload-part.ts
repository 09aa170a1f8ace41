/** Takes a part of an upload. https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import { LARGEST_PART_BYTES } from '../limits.ts';
import { keepBody } from '../objects/content.ts';
import { checksumHeaders, encryptionHeaders } from '../objects/description.ts';
import type { S3 } from '../s3.ts';
import { checkAlgorithm, partNumber, partOf } from '../uploads/uploads.ts';
import { bodyOf } from '../wire/body.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, objectKey } from '../wire/schemas.ts';

export const uploadPart = ({ engine, store, uploads }: S3) =>
  operation({
    name: 'UploadPart',
    binding: {
      method: 'PUT',
      at: 'object',
      marked: ['uploadId', 'partNumber'],
      query: { uploadId: 'UploadId', partNumber: 'PartNumber' },
    },
    input: z.strictObject({ Bucket: bucketName, Key: objectKey, UploadId: z.string(), PartNumber: partNumber }),
    permissions: ({ Bucket, Key }) => [{ action: 'PutObject', resource: objectArn(Bucket, Key) }],
    async run({ Bucket, Key, UploadId, PartNumber }, { request }) {
      const upload = uploads.get(Bucket, Key, UploadId);
      const body = bodyOf(request, LARGEST_PART_BYTES);
      checkAlgorithm(upload, body);
      const content = await keepBody(store.files, body);
      uploads.putPart(upload, partOf(upload, PartNumber, content, engine.clock.now()));
      const { 'x-amz-checksum-type': _, ...checksum } = checksumHeaders(content);
      return { headers: { etag: `"${content.etag}"`, ...encryptionHeaders(upload), ...checksum } };
    },
  });

/** Begins an upload in parts. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../checksums/algorithms.ts';
import { invalidRequest } from '../errors.ts';
import type { Upload } from '../model.ts';
import {
  describe,
  descriptionHeaders,
  descriptionMembers,
  descriptionPrefixes,
  encryptionHeaders,
} from '../objects/description.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, objectKey } from '../wire/schemas.ts';

const input = z.strictObject({
  Bucket: bucketName,
  Key: objectKey,
  ChecksumAlgorithm: z.enum(CHECKSUM_ALGORITHMS).optional(),
  ChecksumType: z.enum(['FULL_OBJECT', 'COMPOSITE']).optional(),
  ...descriptionMembers,
});

const RANDOM_PART = 48;

export const createMultipartUpload = ({ engine, store, uploads }: S3) =>
  operation({
    name: 'CreateMultipartUpload',
    binding: {
      method: 'POST',
      at: 'object',
      marked: ['uploads'],
      headers: {
        ...descriptionHeaders,
        'x-amz-checksum-algorithm': 'ChecksumAlgorithm',
        'x-amz-checksum-type': 'ChecksumType',
      },
      prefixed: descriptionPrefixes,
    },
    input,
    permissions: ({ Bucket, Key, Tagging }) => [
      { action: 'PutObject', resource: objectArn(Bucket, Key) },
      ...(Tagging === undefined ? [] : [{ action: 'PutObjectTagging', resource: objectArn(Bucket, Key) }]),
    ],
    run({ Bucket, Key, ChecksumAlgorithm, ChecksumType, ...described }) {
      const description = describe(described, store.bucket(Bucket));
      const checksum = checksumOf(ChecksumAlgorithm, ChecksumType);
      const initiatedMs = engine.clock.now();
      // In the order of their beginning, as lists of uploads are.
      const uploadId = `${initiatedMs.toString(36).padStart(9, '0')}${engine.random.id(RANDOM_PART)}`;
      uploads.put({ bucket: Bucket, key: Key, uploadId, initiatedMs, ...description, ...(checksum && { checksum }) });
      return {
        headers: {
          ...encryptionHeaders(description),
          'x-amz-checksum-algorithm': checksum?.algorithm,
          'x-amz-checksum-type': checksum?.type,
        },
        xml: ['InitiateMultipartUploadResult', { Bucket, Key, UploadId: uploadId }],
      };
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html (full object and composite checksum types) */
function checksumOf(
  algorithm: ChecksumAlgorithm | undefined,
  type: 'FULL_OBJECT' | 'COMPOSITE' | undefined,
): Upload['checksum'] {
  if (algorithm === undefined) {
    if (type === undefined) return undefined;
    throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const only = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : algorithm.startsWith('SHA') ? 'COMPOSITE' : undefined;
  if (only !== undefined && type !== undefined && type !== only)
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  return { algorithm, type: type ?? only ?? 'COMPOSITE' };
}

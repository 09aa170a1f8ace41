/** Makes a part of the bytes of another object. https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import { LARGEST_PART_BYTES } from '../limits.ts';
import { keepCopy } from '../objects/content.ts';
import { copySourceHeaders, copySourceMembers, mayCopyFrom, readSource } from '../objects/copy-source.ts';
import { encryptionHeaders } from '../objects/description.ts';
import { checksumElements } from '../objects/listing.ts';
import { versionIdOf } from '../objects/versions.ts';
import type { S3 } from '../s3.ts';
import { partNumber, partOf } from '../uploads/uploads.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, isoDate, objectKey } from '../wire/schemas.ts';

const input = z.strictObject({
  Bucket: bucketName,
  Key: objectKey,
  UploadId: z.string(),
  PartNumber: partNumber,
  CopySourceRange: z.string().optional(),
  ...copySourceMembers,
});

export const uploadPartCopy = (s3: S3) =>
  operation({
    name: 'UploadPartCopy',
    binding: {
      method: 'PUT',
      at: 'object',
      marked: ['uploadId', 'partNumber'],
      by: 'x-amz-copy-source',
      query: { uploadId: 'UploadId', partNumber: 'PartNumber' },
      headers: { ...copySourceHeaders, 'x-amz-copy-source-range': 'CopySourceRange' },
    },
    input,
    permissions: ({ Bucket, Key, CopySource }) => [
      mayCopyFrom(CopySource),
      { action: 'PutObject', resource: objectArn(Bucket, Key) },
    ],
    async run(given, call) {
      const { Bucket, Key, UploadId, PartNumber, CopySourceRange, CopySource } = given;
      const { store, uploads, engine } = s3;
      const upload = uploads.get(Bucket, Key, UploadId);
      const source = readSource(s3, given, call);
      const [start, end] = rangeOf(CopySourceRange, source.size);
      if (end - start > LARGEST_PART_BYTES)
        throw invalidRequest(
          `The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_PART_BYTES}`,
        );
      const opened = store.files.open(source.file, start, end);
      const content = await keepCopy(store.files, [() => opened], upload.checksum?.algorithm ?? 'CRC64NVME');
      const part = partOf(upload, PartNumber, content, engine.clock.now());
      uploads.putPart(upload, part);
      const { ChecksumType: _, ...checksum } = checksumElements(part.checksum);
      const sourceVersioned = store.buckets.get(CopySource.bucket)?.versioning !== undefined;
      return {
        headers: {
          ...encryptionHeaders(upload),
          'x-amz-copy-source-version-id': sourceVersioned ? versionIdOf(source) : undefined,
        },
        xml: ['CopyPartResult', { ETag: `"${part.etag}"`, LastModified: isoDate(part.modifiedMs), ...checksum }],
      };
    },
  });

/** First byte, and the one behind the last. */
function rangeOf(header: string | undefined, size: number): readonly [number, number] {
  if (header === undefined) return [0, size];
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (first === undefined || last === undefined || Number(first) > Number(last)) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    );
  }
  if (Number(last) >= size)
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${size}`,
      'x-amz-copy-source-range',
      header,
    );
  return [Number(first), Number(last) + 1];
}

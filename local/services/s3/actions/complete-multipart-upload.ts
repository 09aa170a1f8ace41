/** Makes one object of the parts that are named. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, checksumElement } from '../checksums/algorithms.ts';
import { announce } from '../objects/announce.ts';
import { keepCopy } from '../objects/content.ts';
import { checksumElements } from '../objects/listing.ts';
import type { S3 } from '../s3.ts';
import { checkChosen, checkWhole, choose, etagOf, wholeChecksum } from '../uploads/assemble.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, many, objectKey, wholeNumber } from '../wire/schemas.ts';

const checksums = Object.fromEntries(
  CHECKSUM_ALGORITHMS.map((algorithm) => [checksumElement(algorithm), z.string().optional()]),
) as Record<`Checksum${ChecksumAlgorithm}`, z.ZodOptional<z.ZodString>>;

const part = z.strictObject({ PartNumber: wholeNumber, ETag: z.string(), ...checksums });

const input = z.strictObject({
  Bucket: bucketName,
  Key: objectKey,
  UploadId: z.string(),
  IfMatch: z.string().optional(),
  IfNoneMatch: z.string().optional(),
  MpuObjectSize: wholeNumber.optional(),
  ChecksumType: z.enum(['FULL_OBJECT', 'COMPOSITE']).optional(),
  MultipartUpload: z.strictObject({ Part: many(part).refine((parts) => parts.length > 0, 'at least one part') }),
});

export const completeMultipartUpload = (s3: S3) =>
  operation({
    name: 'CompleteMultipartUpload',
    binding: {
      method: 'POST',
      at: 'object',
      marked: ['uploadId'],
      query: { uploadId: 'UploadId' },
      headers: {
        'if-match': 'IfMatch',
        'if-none-match': 'IfNoneMatch',
        'x-amz-mp-object-size': 'MpuObjectSize',
        'x-amz-checksum-type': 'ChecksumType',
      },
      document: ['CompleteMultipartUpload', 'MultipartUpload'],
      wholeChecksum: true,
    },
    input,
    permissions: ({ Bucket, Key }) => [{ action: 'PutObject', resource: objectArn(Bucket, Key) }],
    run(given, call) {
      const { Bucket, Key, UploadId, IfMatch, IfNoneMatch } = given;
      const { engine, store, uploads } = s3;
      const upload = uploads.get(Bucket, Key, UploadId);
      return uploads.whileCompleting(upload, async () => {
        const chosen = choose(uploads.parts(UploadId), given.MultipartUpload.Part);
        checkChosen(chosen, given.MpuObjectSize);
        const write = s3.writes.begin(Bucket, Key, { ifMatch: IfMatch, ifNoneMatch: IfNoneMatch });
        try {
          const sources = chosen.map(
            ({ file, size }) =>
              () =>
                store.files.open(file, 0, size),
          );
          const content = await keepCopy(store.files, sources, upload.checksum?.algorithm ?? 'CRC64NVME');
          const checksum = wholeChecksum(upload, chosen, content);
          checkWhole(store.files, content, checksum, given.ChecksumType, call.request.headers);
          const { bucket: _, uploadId: __, initiatedMs: ___, checksum: ____, ...description } = upload;
          const object = write.commit({
            ...description,
            ...content,
            checksum,
            etag: etagOf(chosen),
            parts: chosen.map(({ number, size, checksum }) => ({ number, size, ...(checksum && { checksum }) })),
          });
          uploads.finished(upload);
          const told = announce(s3, Bucket, object, 'CompleteMultipartUpload', call);
          return {
            headers: told,
            xml: [
              'CompleteMultipartUploadResult',
              {
                Location: `${engine.endpoint}/${Bucket}/${encodeURIComponent(Key)}`,
                Bucket,
                Key,
                ETag: `"${object.etag}"`,
                ...checksumElements(object.checksum),
              },
            ],
          };
        } finally {
          write.end();
        }
      });
    },
  });

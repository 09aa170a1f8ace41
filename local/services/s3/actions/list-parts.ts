/** Lists the parts of an upload in progress. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import { ownerOf } from '../buckets/owner.ts';
import { checksumElements } from '../objects/listing.ts';
import type { S3 } from '../s3.ts';
import { markerOf } from '../uploads/uploads.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, countUpTo, isoDate, objectKey } from '../wire/schemas.ts';

const MOST_PARTS_LISTED = 1000;

const input = z.strictObject({
  Bucket: bucketName,
  Key: objectKey,
  UploadId: z.string(),
  MaxParts: countUpTo('max-parts', MOST_PARTS_LISTED).default(MOST_PARTS_LISTED),
  PartNumberMarker: z.string().optional(),
});

export const listParts = ({ engine, uploads }: S3) =>
  operation({
    name: 'ListParts',
    binding: {
      method: 'GET',
      at: 'object',
      marked: ['uploadId'],
      query: { uploadId: 'UploadId', 'max-parts': 'MaxParts', 'part-number-marker': 'PartNumberMarker' },
    },
    input,
    permissions: ({ Bucket, Key }) => [{ action: 'ListMultipartUploadParts', resource: objectArn(Bucket, Key) }],
    run({ Bucket, Key, UploadId, MaxParts, PartNumberMarker }) {
      const upload = uploads.get(Bucket, Key, UploadId);
      const after = markerOf(PartNumberMarker, 'part-number-marker');
      const rest = uploads.parts(UploadId).filter(({ number }) => number > after);
      const shown = rest.slice(0, MaxParts);
      const content = {
        Bucket,
        Key,
        UploadId,
        Initiator: ownerOf(engine),
        Owner: ownerOf(engine),
        StorageClass: upload.storageClass ?? 'STANDARD',
        PartNumberMarker: after,
        NextPartNumberMarker: shown.at(-1)?.number ?? 0,
        MaxParts,
        IsTruncated: rest.length > shown.length,
        ChecksumAlgorithm: upload.checksum?.algorithm,
        ChecksumType: upload.checksum?.type,
        Part: shown.map(({ number, modifiedMs, etag, size, checksum }) => {
          const { ChecksumType: _, ...sum } = checksumElements(checksum);
          return { PartNumber: number, LastModified: isoDate(modifiedMs), ETag: `"${etag}"`, Size: size, ...sum };
        }),
      };
      return { xml: ['ListPartsResult', content] };
    },
  });

/** Lists uploads in progress. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
import * as z from 'zod';
import { compareKeys } from '../../../engine/store/key-order.ts';
import { bucketArn } from '../arns.ts';
import { ownerOf } from '../buckets/owner.ts';
import type { Upload } from '../model.ts';
import { encoderOf } from '../objects/listing.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, countUpTo, isoDate } from '../wire/schemas.ts';

const MOST_UPLOADS_LISTED = 1000;

const input = z.strictObject({
  Bucket: bucketName,
  Prefix: z.string().default(''),
  Delimiter: z.string().default(''),
  KeyMarker: z.string().default(''),
  UploadIdMarker: z.string().optional(),
  MaxUploads: countUpTo('max-uploads', MOST_UPLOADS_LISTED).default(MOST_UPLOADS_LISTED),
  EncodingType: z.enum(['url'], 'Invalid Encoding Method specified in Request').optional(),
});
type Input = z.output<typeof input>;

export const listMultipartUploads = ({ engine, store, uploads }: S3) =>
  operation({
    name: 'ListMultipartUploads',
    binding: {
      method: 'GET',
      at: 'bucket',
      marked: ['uploads'],
      query: {
        prefix: 'Prefix',
        delimiter: 'Delimiter',
        'key-marker': 'KeyMarker',
        'upload-id-marker': 'UploadIdMarker',
        'max-uploads': 'MaxUploads',
        'encoding-type': 'EncodingType',
      },
    },
    input,
    permissions: ({ Bucket }) => [{ action: 'ListBucketMultipartUploads', resource: bucketArn(Bucket) }],
    run(given) {
      const { Bucket, Prefix, Delimiter, KeyMarker, UploadIdMarker, MaxUploads, EncodingType } = given;
      store.bucket(Bucket);
      const rows = rowsOf(uploads.of(Bucket), given);
      const shown = rows.slice(0, MaxUploads);
      const last = shown.at(-1);
      const truncated = MaxUploads > 0 && rows.length > shown.length;
      const encoded = encoderOf(EncodingType);
      const owner = ownerOf(engine);
      const content = {
        Bucket,
        KeyMarker: encoded(KeyMarker),
        UploadIdMarker: UploadIdMarker ?? '',
        NextKeyMarker: truncated && last ? encoded(last.name) : undefined,
        NextUploadIdMarker: truncated ? (last?.upload?.uploadId ?? '') : undefined,
        Prefix: encoded(Prefix),
        Delimiter: Delimiter === '' ? undefined : encoded(Delimiter),
        MaxUploads,
        EncodingType,
        IsTruncated: truncated,
        Upload: shown.flatMap(({ upload }) =>
          upload
            ? [
                {
                  Key: encoded(upload.key),
                  UploadId: upload.uploadId,
                  Initiator: owner,
                  Owner: owner,
                  StorageClass: upload.storageClass ?? 'STANDARD',
                  Initiated: isoDate(upload.initiatedMs),
                  ChecksumAlgorithm: upload.checksum?.algorithm,
                  ChecksumType: upload.checksum?.type,
                },
              ]
            : [],
        ),
        CommonPrefixes: shown.flatMap(({ name, upload }) => (upload ? [] : [{ Prefix: encoded(name) }])),
      };
      return { xml: ['ListMultipartUploadsResult', content] };
    },
  });

/** Uploads and common prefixes behind the markers, in order of key and beginning. */
function rowsOf(all: readonly Upload[], { Prefix, Delimiter, KeyMarker, UploadIdMarker }: Input) {
  const rows: { readonly name: string; readonly upload?: Upload }[] = [];
  for (const upload of all) {
    const { key, uploadId } = upload;
    if (!key.startsWith(Prefix)) continue;
    const cut = Delimiter === '' ? -1 : key.indexOf(Delimiter, Prefix.length);
    const name = cut < 0 ? key : key.slice(0, cut + Delimiter.length);
    const order = compareKeys(name, KeyMarker);
    const seen = order < 0 || (order === 0 && (cut >= 0 || UploadIdMarker === undefined || uploadId <= UploadIdMarker));
    if (KeyMarker !== '' && seen) continue;
    if (cut < 0) rows.push({ name, upload });
    else if (rows.at(-1)?.name !== name) rows.push({ name });
  }
  return rows;
}

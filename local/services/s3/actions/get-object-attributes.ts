/** Tells of an object what is asked for, without its bytes. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import type { StoredObject } from '../model.ts';
import { versionHeader } from '../objects/description.ts';
import { checksumElements } from '../objects/listing.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, countUpTo, httpDate, objectKey, wholeNumber } from '../wire/schemas.ts';
import type { Xml } from '../wire/xml.ts';

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;
const MOST_PARTS_TOLD = 1000;

const input = z.strictObject({
  Bucket: bucketName,
  Key: objectKey,
  VersionId: z.string().optional(),
  MaxParts: countUpTo('max-parts', MOST_PARTS_TOLD).default(MOST_PARTS_TOLD),
  PartNumberMarker: wholeNumber.default(0),
  ObjectAttributes: z
    .string()
    .transform((text) => text.split(/\s*,\s*/))
    .pipe(z.array(z.enum(ATTRIBUTES, 'Invalid attribute name specified.'))),
});
type Input = z.output<typeof input>;

export const getObjectAttributes = ({ store, versions }: S3) =>
  operation({
    name: 'GetObjectAttributes',
    binding: {
      method: 'GET',
      at: 'object',
      marked: ['attributes'],
      query: { versionId: 'VersionId' },
      headers: {
        'x-amz-object-attributes': 'ObjectAttributes',
        'x-amz-max-parts': 'MaxParts',
        'x-amz-part-number-marker': 'PartNumberMarker',
      },
    },
    input,
    permissions: ({ Bucket, Key, VersionId }) =>
      ['', 'Attributes'].map((what) => ({
        action: `GetObject${VersionId === undefined ? '' : 'Version'}${what}`,
        resource: objectArn(Bucket, Key),
      })),
    run(given) {
      const bucket = store.bucket(given.Bucket);
      const object = versions.readable(given.Bucket, given.Key, given.VersionId);
      const told: Record<(typeof ATTRIBUTES)[number], Xml> = {
        ETag: object.etag,
        Checksum: object.checksum && checksumElements(object.checksum),
        ObjectParts: partsOf(object, given),
        StorageClass: object.storageClass ?? 'STANDARD',
        ObjectSize: object.size,
      };
      const wanted = ATTRIBUTES.filter((name) => given.ObjectAttributes.includes(name));
      return {
        headers: { ...versionHeader(bucket, object), 'last-modified': httpDate(object.modifiedMs) },
        xml: ['GetObjectAttributesResponse', Object.fromEntries(wanted.map((name) => [name, told[name]]))],
      };
    },
  });

/** Parts are listed one by one only where each has its own checksum. */
function partsOf({ parts }: StoredObject, { MaxParts, PartNumberMarker }: Input): Xml {
  if (!parts) return undefined;
  if (!parts.some(({ checksum }) => checksum)) return { PartsCount: parts.length };
  const rest = parts.filter(({ number }) => number > PartNumberMarker);
  const shown = rest.slice(0, MaxParts);
  return {
    PartsCount: parts.length,
    PartNumberMarker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts,
    IsTruncated: rest.length > shown.length,
    Part: shown.map(({ number, size, checksum }) => {
      const { ChecksumType: _, ...value } = checksumElements(checksum);
      return { PartNumber: number, Size: size, ...value };
    }),
  };
}

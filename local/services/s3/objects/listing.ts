/** How lists of objects are asked for and told, in both versions of the action. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import * as z from 'zod';
import type { Permission } from '../../../engine/service.ts';
import { bucketArn } from '../arns.ts';
import { checksumElement } from '../checksums/algorithms.ts';
import { MOST_KEYS_LISTED } from '../limits.ts';
import type { Checksum, StoredObject } from '../model.ts';
import type { S3 } from '../s3.ts';
import { bucketName, countUpTo, isoDate } from '../wire/schemas.ts';
import type { Xml } from '../wire/xml.ts';
import { type Listed, listKeys, type Reader, type Wanted } from './list.ts';

export const listingQuery = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  'encoding-type': 'EncodingType',
} as const;

export const listingMembers = {
  Bucket: bucketName,
  Prefix: z.string().default(''),
  Delimiter: z.string().default(''),
  MaxKeys: countUpTo('maxKeys', MOST_KEYS_LISTED).default(MOST_KEYS_LISTED),
  EncodingType: z.enum(['url'], 'Invalid Encoding Method specified in Request').optional(),
} as const;

interface Asked {
  readonly Bucket: string;
  readonly Prefix: string;
  readonly Delimiter: string;
  readonly MaxKeys: number;
}

export const mayList =
  (action: string) =>
  ({ Bucket, Prefix, Delimiter, MaxKeys }: Asked): readonly Permission[] => [
    {
      action,
      resource: bucketArn(Bucket),
      conditions: { 's3:prefix': Prefix, 's3:delimiter': Delimiter, 's3:max-keys': String(MaxKeys) },
    },
  ];

/** The objects that are current. Throws NoSuchBucket. */
export function listObjectsOf({ store }: S3, bucket: string, wanted: Wanted): Listed<StoredObject> {
  store.bucket(bucket);
  const read: Reader<StoredObject> = (from, to, limit) =>
    store.objects
      .entries({ from: `${bucket}/${from}`, to: `${bucket}/${to}`, limit })
      .map(([, version]) => ({ key: version.key, value: version.kind === 'object' ? version : undefined }));
  return listKeys(read, wanted);
}

/** As S3 encodes keys for XML: slashes stay, a space is a plus. */
export const encoderOf = (type: 'url' | undefined): ((text: string) => string) =>
  type === undefined
    ? (text) => text
    : (text) =>
        encodeURIComponent(text)
          .replaceAll('%2F', '/')
          .replaceAll('%20', '+')
          .replace(/[!'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Members that both versions of the list have. */
export function contentsOf(
  { entries, truncated }: Listed<StoredObject>,
  { Bucket, Prefix, Delimiter, MaxKeys }: Asked,
  EncodingType: 'url' | undefined,
  Owner: Xml,
): Record<string, Xml> {
  const encoded = encoderOf(EncodingType);
  return {
    Name: Bucket,
    Prefix: encoded(Prefix),
    Delimiter: Delimiter === '' ? undefined : encoded(Delimiter),
    MaxKeys,
    EncodingType,
    IsTruncated: truncated,
    Contents: entries.flatMap((entry) => ('value' in entry ? [summary(entry.value, encoded, Owner)] : [])),
    CommonPrefixes: entries.flatMap((entry) =>
      'commonPrefix' in entry ? [{ Prefix: encoded(entry.commonPrefix) }] : [],
    ),
  };
}

const summary = (object: StoredObject, encoded: (text: string) => string, Owner: Xml): Xml => ({
  Key: encoded(object.key),
  LastModified: isoDate(object.modifiedMs),
  ETag: `"${object.etag}"`,
  ChecksumAlgorithm: object.checksum?.algorithm,
  ChecksumType: object.checksum?.type,
  Size: object.size,
  Owner,
  StorageClass: object.storageClass ?? 'STANDARD',
});

export const checksumElements = (checksum: Checksum | undefined): Record<string, Xml> =>
  checksum ? { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type } : {};

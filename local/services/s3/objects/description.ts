/**
 * What a writer says of an object beside its bytes: content headers, metadata, tags, storage class, encryption. Owns how it
 * is read from headers and how it is told again.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 */
import * as z from 'zod';
import { AwsError, unsupported } from '../../../engine/aws-error.ts';
import { checksumHeader } from '../checksums/algorithms.ts';
import { invalidArgument } from '../errors.ts';
import { LARGEST_METADATA_BYTES, MOST_OBJECT_TAGS } from '../limits.ts';
import type { Bucket, Description, StoredObject } from '../model.ts';
import { httpDate, tagsOf } from '../wire/schemas.ts';
import { versionIdOf } from './versions.ts';

/** Headers that are kept and given back as they came. */
const CONTENT_HEADERS = {
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  'content-type': 'ContentType',
  expires: 'Expires',
} as const;

export const descriptionHeaders = {
  ...CONTENT_HEADERS,
  'x-amz-acl': 'ACL',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-tagging': 'Tagging',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-server-side-encryption-bucket-key-enabled': 'BucketKeyEnabled',
} as const;

export const descriptionPrefixes = { 'x-amz-meta-': 'Metadata' } as const;

/** Access control lists are off, as in every new bucket: what comes to the same is accepted. */
export const acl = z.string().check(({ value }) => {
  if (value === 'private' || value === 'bucket-owner-full-control') return;
  throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
});

export const descriptionMembers = {
  CacheControl: z.string().optional(),
  ContentDisposition: z.string().optional(),
  ContentEncoding: z.string().optional(),
  ContentLanguage: z.string().optional(),
  ContentType: z.string().optional(),
  Expires: z.string().optional(),
  ACL: acl.optional(),
  StorageClass: z.string().optional(),
  Tagging: z.string().optional(),
  ServerSideEncryption: z
    .enum(['AES256', 'aws:kms', 'aws:kms:dsse'], 'The encryption method specified is not supported')
    .optional(),
  SSEKMSKeyId: z.string().optional(),
  BucketKeyEnabled: z.string().optional(),
  Metadata: z.record(z.string(), z.string()),
} as const;

const input = z.object(descriptionMembers);
type Described = z.output<typeof input>;

const STORAGE_CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
];
/** Objects of these are restored before they are read. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/** Throws MetadataTooLarge, InvalidStorageClass, InvalidArgument for tags. */
export function describe(given: Described, bucket: Bucket): Description {
  const { StorageClass, Metadata, Tagging } = given;
  const size = Object.entries(Metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size > LARGEST_METADATA_BYTES) {
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      members: { Size: size, MaxSizeAllowed: LARGEST_METADATA_BYTES },
    });
  }
  if (StorageClass !== undefined && ARCHIVES.includes(StorageClass)) throw unsupported(`Storage class ${StorageClass}`);
  if (StorageClass !== undefined && !STORAGE_CLASSES.includes(StorageClass))
    throw new AwsError('InvalidStorageClass', 'The storage class you specified is not valid');
  return {
    headers: contentHeaders(given),
    metadata: Metadata,
    tags: Tagging === undefined ? {} : tagsOfHeader(Tagging),
    ...(StorageClass !== undefined && StorageClass !== 'STANDARD' && { storageClass: StorageClass }),
    encryption: encryptionOf(given, bucket),
  };
}

function contentHeaders(given: Described): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [header, member] of Object.entries(CONTENT_HEADERS)) {
    const value = header === 'content-encoding' ? withoutChunking(given[member]) : given[member];
    if (value !== undefined && value !== '') headers[header] = value;
  }
  return headers;
}

/** `aws-chunked` is about the transfer, not the object. */
const withoutChunking = (encoding: string | undefined): string | undefined =>
  encoding
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
    .join(',');

function tagsOfHeader(header: string): Record<string, string> {
  const list = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
  if (list.some(({ Key }) => Key === ''))
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      header,
    );
  return tagsOf(list, MOST_OBJECT_TAGS);
}

/** Nothing is encrypted here: what is asked for, or the bucket's default, is told. */
function encryptionOf({ ServerSideEncryption, SSEKMSKeyId }: Described, bucket: Bucket): Description['encryption'] {
  if (ServerSideEncryption !== undefined)
    return { algorithm: ServerSideEncryption, ...(SSEKMSKeyId !== undefined && { keyId: SSEKMSKeyId }) };
  const { Rule: [rule] = [] } = (bucket.configuration.encryption ?? {}) as {
    Rule?: readonly { ApplyServerSideEncryptionByDefault?: { SSEAlgorithm: string; KMSMasterKeyID?: string } }[];
  };
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  return { algorithm: SSEAlgorithm, ...(KMSMasterKeyID !== undefined && { keyId: KMSMasterKeyID }) };
}

export const encryptionHeaders = ({ encryption }: Pick<Description, 'encryption'>) => ({
  'x-amz-server-side-encryption': encryption.algorithm,
  'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyId,
});

/** Told of a version where the bucket has versions. */
export const versionHeader = (bucket: Bucket, version: { readonly versionId?: string }) => ({
  'x-amz-version-id': bucket.versioning === undefined ? undefined : versionIdOf(version),
});

export const checksumHeaders = ({ checksum }: Pick<StoredObject, 'checksum'>): Record<string, string> =>
  checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type } : {};

/** All that is told of an object when it is read. */
export function objectHeaders(bucket: Bucket, object: StoredObject): Record<string, string | number | undefined> {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  const tags = Object.keys(object.tags).length;
  return {
    ...object.headers,
    ...Object.fromEntries(metadata),
    ...versionHeader(bucket, object),
    ...encryptionHeaders(object),
    'accept-ranges': 'bytes',
    etag: `"${object.etag}"`,
    'last-modified': httpDate(object.modifiedMs),
    'x-amz-storage-class': object.storageClass,
    'x-amz-tagging-count': tags > 0 ? tags : undefined,
  };
}

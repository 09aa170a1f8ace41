/** What GetObject and HeadObject share: which version, whether its conditions hold, and which bytes of it. */
import * as z from 'zod';
import type { Permission } from '../../../engine/service.ts';
import { objectArn } from '../arns.ts';
import { invalidRequest } from '../errors.ts';
import type { StoredObject } from '../model.ts';
import { checkRead } from '../objects/conditions.ts';
import { checksumHeaders, objectHeaders } from '../objects/description.ts';
import { type Bytes, bytesOf } from '../objects/range.ts';
import type { S3 } from '../s3.ts';
import type { Answer, S3Call } from '../wire/operation.ts';
import { bucketName, headerValue, objectKey, wholeNumber } from '../wire/schemas.ts';

/** Query parameters that stand in for headers of the answer. */
const OVERRIDES = {
  'response-cache-control': 'ResponseCacheControl',
  'response-content-disposition': 'ResponseContentDisposition',
  'response-content-encoding': 'ResponseContentEncoding',
  'response-content-language': 'ResponseContentLanguage',
  'response-content-type': 'ResponseContentType',
  'response-expires': 'ResponseExpires',
} as const;

export const readingQuery = { ...OVERRIDES, versionId: 'VersionId', partNumber: 'PartNumber' } as const;

export const readingHeaders = {
  range: 'Range',
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  'if-modified-since': 'IfModifiedSince',
  'if-unmodified-since': 'IfUnmodifiedSince',
  'x-amz-checksum-mode': 'ChecksumMode',
} as const;

export const readingInput = z.strictObject({
  Bucket: bucketName,
  Key: objectKey,
  VersionId: z.string().optional(),
  PartNumber: wholeNumber.optional(),
  Range: z.string().optional(),
  IfMatch: z.string().optional(),
  IfNoneMatch: z.string().optional(),
  IfModifiedSince: z.string().optional(),
  IfUnmodifiedSince: z.string().optional(),
  ChecksumMode: z.string().optional(),
  ResponseCacheControl: z.string().optional(),
  ResponseContentDisposition: z.string().optional(),
  ResponseContentEncoding: z.string().optional(),
  ResponseContentLanguage: z.string().optional(),
  ResponseContentType: z.string().optional(),
  ResponseExpires: z.string().optional(),
});
type Reading = z.output<typeof readingInput>;

export const mayRead = ({ Bucket, Key, VersionId }: Reading): readonly Permission[] => [
  { action: VersionId === undefined ? 'GetObject' : 'GetObjectVersion', resource: objectArn(Bucket, Key) },
];

/** Throws what a read is refused with. */
export function read(s3: S3, given: Reading, call: S3Call): { object: StoredObject; bytes: Bytes; answer: Answer } {
  const bucket = s3.store.bucket(given.Bucket);
  const object = s3.versions.readable(given.Bucket, given.Key, given.VersionId);
  checkRead(object, {
    ifMatch: given.IfMatch,
    ifNoneMatch: given.IfNoneMatch,
    ifModifiedSince: given.IfModifiedSince,
    ifUnmodifiedSince: given.IfUnmodifiedSince,
  });
  const bytes = bytesOf(object, given.Range, given.PartNumber);
  const whole = !bytes.partial || (bytes.start === 0 && bytes.end === object.size);
  return {
    object,
    bytes,
    answer: {
      status: bytes.partial ? 206 : 200,
      headers: {
        ...objectHeaders(bucket, object),
        ...overrides(given, call),
        ...(whole && given.ChecksumMode?.toUpperCase() === 'ENABLED' && checksumHeaders(object)),
        'content-length': bytes.end - bytes.start,
        'content-range': bytes.partial ? `bytes ${bytes.start}-${bytes.end - 1}/${object.size}` : undefined,
        'x-amz-mp-parts-count': given.PartNumber === undefined ? undefined : object.parts?.length,
      },
    },
  };
}

function overrides(given: Reading, { anonymous }: S3Call): Record<string, string> {
  const set = Object.entries(OVERRIDES).flatMap(([parameter, member]) => {
    const value = given[member];
    return value === undefined ? [] : [[parameter.slice('response-'.length), headerValue(parameter, value)]];
  });
  if (set.length > 0 && anonymous)
    throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
  return Object.fromEntries(set);
}

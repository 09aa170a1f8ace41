/** The source of a copy, as its header names it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html (x-amz-copy-source) */
import * as z from 'zod';
import { AwsError, unsupported } from '../../../engine/aws-error.ts';
import type { Permission } from '../../../engine/service.ts';
import { bucketArn, objectArn } from '../arns.ts';
import { invalidArgument, preconditionFailed } from '../errors.ts';
import type { StoredObject } from '../model.ts';
import type { S3 } from '../s3.ts';
import type { S3Call } from '../wire/operation.ts';
import { checkRead } from './conditions.ts';

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

export const copySourceHeaders = {
  'x-amz-copy-source': 'CopySource',
  'x-amz-copy-source-if-match': 'CopySourceIfMatch',
  'x-amz-copy-source-if-none-match': 'CopySourceIfNoneMatch',
  'x-amz-copy-source-if-modified-since': 'CopySourceIfModifiedSince',
  'x-amz-copy-source-if-unmodified-since': 'CopySourceIfUnmodifiedSince',
} as const;

export const copySourceMembers = {
  CopySource: z.string().transform(parse),
  CopySourceIfMatch: z.string().optional(),
  CopySourceIfNoneMatch: z.string().optional(),
  CopySourceIfModifiedSince: z.string().optional(),
  CopySourceIfUnmodifiedSince: z.string().optional(),
} as const;
const input = z.object(copySourceMembers);

function parse(header: string): CopySource {
  if (header.startsWith('arn:')) throw unsupported(`The copy source ${header}, an access point,`);
  const [path = '', search = ''] = header.replace(/^\//, '').split('?');
  const [bucket = '', ...rest] = path.split('/');
  try {
    const key = decodeURIComponent(rest.join('/'));
    if (bucket === '' || key === '') throw new Error('a part is missing');
    return {
      bucket: decodeURIComponent(bucket),
      key,
      versionId: new URLSearchParams(search).get('versionId') ?? undefined,
    };
  } catch {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      header,
    );
  }
}

export const mayCopyFrom = ({ bucket, key, versionId }: CopySource): Permission => ({
  action: versionId === undefined ? 'GetObject' : 'GetObjectVersion',
  resource: objectArn(bucket, key),
});

/** Throws PreconditionFailed, and what a read of it would; who may not list its bucket is not told that it is missing. */
export function readSource(s3: S3, given: z.output<typeof input>, call: S3Call): StoredObject {
  const { bucket, key, versionId } = given.CopySource;
  s3.store.bucket(bucket);
  let object: StoredObject;
  try {
    object = s3.versions.readable(bucket, key, versionId);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchKey')
      call.authorize({ action: 'ListBucket', resource: bucketArn(bucket) });
    throw error;
  }
  const conditions = {
    ifMatch: given.CopySourceIfMatch,
    ifNoneMatch: given.CopySourceIfNoneMatch,
    ifModifiedSince: given.CopySourceIfModifiedSince,
    ifUnmodifiedSince: given.CopySourceIfUnmodifiedSince,
  };
  checkRead(object, conditions, () => preconditionFailed('x-amz-copy-source-If-None-Match'));
  return object;
}

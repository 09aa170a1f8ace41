/** Deleting one key or one version of it, for DeleteObject and DeleteObjects. */
import type { AwsError } from '../../../engine/aws-error.ts';
import type { Permission } from '../../../engine/service.ts';
import { objectArn } from '../arns.ts';
import { preconditionFailed } from '../errors.ts';
import type { S3 } from '../s3.ts';
import type { S3Call } from '../wire/operation.ts';
import { checkWrite } from './conditions.ts';
import { type Deleted, versionIdOf } from './versions.ts';

export const mayDelete = (bucket: string, key: string, versionId: string | undefined): Permission => ({
  action: versionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion',
  resource: objectArn(bucket, key),
});

export interface Doomed {
  readonly key: string;
  readonly versionId?: string | undefined;
  /** An ETag, or `*` for any object. */
  readonly ifMatch?: string | undefined;
}

/** What is not there is deleted too: S3 does not tell the difference. Throws NoSuchBucket, PreconditionFailed. */
export function removeObject(s3: S3, bucketName: string, { key, versionId, ifMatch }: Doomed, call: S3Call): Deleted {
  const bucket = s3.store.bucket(bucketName);
  if (ifMatch !== undefined) {
    const found =
      versionId === undefined
        ? s3.versions.current(bucketName, key)
        : s3.versions.all(bucketName, key).find((version) => versionIdOf(version) === versionId);
    try {
      checkWrite(key, found, { ifMatch });
    } catch (error) {
      throw (error as AwsError).code === 'NoSuchKey' && versionId !== undefined
        ? preconditionFailed('If-Match')
        : error;
    }
  }
  const deleted = s3.versions.remove(bucket, key, versionId);
  s3.writes.deleted(bucketName, key);
  if (deleted.version) s3.events.deleted(bucket, deleted.version, deleted.markerMade, call);
  return deleted;
}

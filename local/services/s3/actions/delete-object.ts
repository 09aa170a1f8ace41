/** Deletes an object or a version, or puts a delete marker on top. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
import * as z from 'zod';
import { mayDelete, removeObject } from '../objects/remove.ts';
import { versionIdOf } from '../objects/versions.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, objectKey } from '../wire/schemas.ts';

const input = z.strictObject({
  Bucket: bucketName,
  Key: objectKey,
  VersionId: z.string().optional(),
  IfMatch: z.string().optional(),
});

export const deleteObject = (s3: S3) =>
  operation({
    name: 'DeleteObject',
    binding: {
      method: 'DELETE',
      at: 'object',
      query: { versionId: 'VersionId' },
      headers: { 'if-match': 'IfMatch' },
    },
    input,
    permissions: ({ Bucket, Key, VersionId }) => [mayDelete(Bucket, Key, VersionId)],
    run({ Bucket, Key, VersionId, IfMatch }, call) {
      const doomed = { key: Key, versionId: VersionId, ifMatch: IfMatch };
      const { version, markerMade } = removeObject(s3, Bucket, doomed, call);
      const isMarker = markerMade || version?.kind === 'marker';
      const versioned = s3.store.bucket(Bucket).versioning !== undefined;
      return {
        status: 204,
        headers: {
          'x-amz-delete-marker': isMarker ? 'true' : undefined,
          'x-amz-version-id': versioned ? (VersionId ?? (version && versionIdOf(version))) : undefined,
        },
      };
    },
  });

/** Deletes up to a thousand keys; each has its own outcome. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { bucketArn } from '../arns.ts';
import { MOST_KEYS_DELETED } from '../limits.ts';
import { mayDelete, removeObject } from '../objects/remove.ts';
import { versionIdOf } from '../objects/versions.ts';
import type { S3 } from '../s3.ts';
import { operation, type S3Call } from '../wire/operation.ts';
import { bucketName, many, objectKey, truth } from '../wire/schemas.ts';
import type { Xml } from '../wire/xml.ts';

const named = z.strictObject({ Key: objectKey.min(1), VersionId: z.string().optional(), ETag: z.string().optional() });

const input = z.strictObject({
  Bucket: bucketName,
  Delete: z.strictObject({
    Object: many(named).refine(
      (list) => list.length > 0 && list.length <= MOST_KEYS_DELETED,
      'between 1 and 1000 keys',
    ),
    Quiet: truth.optional(),
  }),
});

export const deleteObjects = (s3: S3) =>
  operation({
    name: 'DeleteObjects',
    binding: { method: 'POST', at: 'bucket', marked: ['delete'], document: ['Delete', 'Delete'] },
    input,
    /** Asked for each key while it runs. */
    permissions: () => [],
    run({ Bucket, Delete }, call) {
      if (call.anonymous) call.authorize({ action: 'DeleteObject', resource: bucketArn(Bucket) });
      s3.store.bucket(Bucket);
      const outcomes = Delete.Object.map((one) => outcomeOf(s3, Bucket, one, call));
      const content = {
        Deleted: Delete.Quiet === 'true' ? [] : outcomes.flatMap(({ deleted }) => deleted ?? []),
        Error: outcomes.flatMap(({ error }) => error ?? []),
      };
      return { xml: ['DeleteResult', content] };
    },
  });

function outcomeOf(
  s3: S3,
  bucket: string,
  { Key, VersionId, ETag }: z.output<typeof named>,
  call: S3Call,
): { deleted?: Xml; error?: Xml } {
  try {
    call.authorize(mayDelete(bucket, Key, VersionId));
    const { version, markerMade } = removeObject(s3, bucket, { key: Key, versionId: VersionId, ifMatch: ETag }, call);
    const isMarker = markerMade || version?.kind === 'marker';
    const markerId = isMarker && version ? versionIdOf(version) : undefined;
    const deleted = { Key, VersionId, DeleteMarker: isMarker ? true : undefined, DeleteMarkerVersionId: markerId };
    return { deleted };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: { Key, VersionId, Code: error.code, Message: error.message } };
  }
}

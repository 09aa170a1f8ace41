/** Making and removing buckets, for the API and for templates. */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Bucket } from '../model.ts';
import type { S3 } from '../s3.ts';
import { rangeOf } from '../store.ts';
import { removeParts } from '../uploads/parts.ts';
import { checkBucketName } from './names.ts';
import { ALL_BLOCKED } from './public-access.ts';

/** As AWS makes buckets since April 2023: access control lists off, public access blocked. */
export const NEW_CONFIGURATION: Bucket['configuration'] = {
  publicAccessBlock: ALL_BLOCKED,
  ownershipControls: { Rule: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
};

/** Throws InvalidBucketName. */
export function makeBucket({ engine, store }: S3, name: string): Bucket {
  checkBucketName(name);
  const bucket: Bucket = {
    name,
    createdMs: engine.clock.now(),
    configuration: NEW_CONFIGURATION,
  };
  store.buckets.put(name, bucket);
  return bucket;
}

/** Uploads in progress go with it. Throws BucketNotEmpty. */
export function removeBucket({ store }: S3, name: string): void {
  const { versioning } = store.bucket(name);
  if (store.objects.entries({ ...rangeOf(name), limit: 1 }).length > 0) {
    const all = versioning === undefined ? '' : '. You must delete all versions in the bucket.';
    throw new AwsError('BucketNotEmpty', `The bucket you tried to delete is not empty${all}`, {
      status: 409,
      members: { BucketName: name },
    });
  }
  for (const [id, { uploadId }] of store.uploads.entries(rangeOf(name))) {
    store.uploads.delete(id);
    removeParts(store, uploadId);
  }
  store.buckets.delete(name);
}

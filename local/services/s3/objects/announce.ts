/** What every action that makes an object does last: its event, and the headers that tell of what was made. */
import type { StoredObject } from '../model.ts';
import type { S3 } from '../s3.ts';
import type { S3Call } from '../wire/operation.ts';
import { encryptionHeaders, versionHeader } from './description.ts';

/** `reason` is the name of the action, as events tell it. */
export function announce(
  { store, events }: S3,
  bucketName: string,
  object: StoredObject,
  reason: string,
  call: S3Call,
) {
  const bucket = store.bucket(bucketName);
  events.created(bucket, object, reason, call);
  return { ...versionHeader(bucket, object), ...encryptionHeaders(object) };
}

/**
 * What S3 keeps: buckets, the current version of every key, the versions behind it, uploads in progress and their parts.
 *
 * 1. `objects` has what is current of a key, a delete marker included; `older` the versions behind, the newest first.
 * 2. A bucket without versioning has nothing in `older`.
 * 3. A file is named by one record. Who takes a record away hands its file to `files.remove`.
 */
import type { Engine } from '../../engine/engine.ts';
import { createShelf, type Shelf } from '../../engine/shelf.ts';
import type { Collection } from '../../engine/store.ts';
import { noSuchBucket } from './errors.ts';
import { createFiles, type Files } from './objects/files.ts';
import type { Bucket, Part, Upload, Version } from './model.ts';

export interface S3Store {
  readonly buckets: Shelf<Bucket>;
  /** `bucket/key` */
  readonly objects: Collection<Version>;
  /** `bucket/key`, a NUL, and a number that falls with time. */
  readonly older: Collection<Version>;
  /** `bucket/key`, a NUL, and the upload's id. */
  readonly uploads: Collection<Upload>;
  /** `uploadId/number` */
  readonly parts: Collection<Part>;
  readonly files: Files;
  /** Throws NoSuchBucket. */
  bucket(name: string): Bucket;
}

export function openS3Store(engine: Engine): S3Store {
  const { store } = engine;
  const buckets = createShelf(store.collection<Bucket>('s3:buckets'));
  return {
    buckets,
    objects: store.collection('s3:objects'),
    older: store.collection('s3:older'),
    uploads: store.collection('s3:uploads'),
    parts: store.collection('s3:parts'),
    files: createFiles(engine),
    bucket(name) {
      const found = buckets.get(name);
      if (!found) throw noSuchBucket(name);
      return found;
    },
  };
}

/** Keys are at most 1,024 bytes, so this sorts behind every key with the text before it. */
const BEHIND = '\u{10ffff}'.repeat(257);

/** The end of a range of all that starts with a text. */
export const behind = (text: string): string => text + BEHIND;

/** All records of a bucket, or of its keys that start so. */
export const rangeOf = (bucket: string, prefix = '') => ({
  from: `${bucket}/${prefix}`,
  to: behind(`${bucket}/${prefix}`),
});

/** The files that records name. */
export function namedFiles({ objects, older, parts }: S3Store): Set<string> {
  const named = new Set<string>();
  for (const collection of [objects, older]) {
    for (const [, version] of collection.entries()) if (version.kind === 'object') named.add(version.file);
  }
  for (const [, { file }] of parts.entries()) named.add(file);
  return named;
}

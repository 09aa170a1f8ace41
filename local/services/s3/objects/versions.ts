/**
 * The versions of a key: what a put, a delete and a read mean in a bucket with and without versioning. Owns the order of
 * versions; changes are made in one turn, so that nobody sees half of one.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
 */
import type { Engine } from '../../../engine/engine.ts';
import { methodNotAllowed, noSuchKey, noSuchVersion } from '../errors.ts';
import type { Bucket, DeleteMarker, StoredObject, Version } from '../model.ts';
import type { S3Store } from '../store.ts';

/** How the null version is named by callers. */
const NULL_VERSION = 'null';
export const versionIdOf = ({ versionId = NULL_VERSION }: { readonly versionId?: string }): string => versionId;

export interface Deleted {
  /** What was taken away, or put on top. */
  readonly version: Version | undefined;
  readonly markerMade: boolean;
}

export interface Versions {
  current(bucket: string, key: string): Version | undefined;
  /** All of a key, the newest first. */
  all(bucket: string, key: string): Version[];
  /** An object that can be read. Throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker asked for by id. */
  readable(bucket: string, key: string, versionId: string | undefined): StoredObject;
  /** Puts on top; gives the version its id. */
  put(bucket: Bucket, object: StoredObject): StoredObject;
  /** Changes a version in place: tags. */
  change(bucket: string, object: StoredObject): void;
  remove(bucket: Bucket, key: string, versionId: string | undefined): Deleted;
}

const LONGEST_VERSION_ID = 32;

export function createVersions(engine: Engine, store: S3Store): Versions {
  const { objects } = store;
  const stack = createStack(store);
  const { current, idOf } = stack;
  const named = (bucket: Bucket) =>
    bucket.versioning === 'Enabled' ? { versionId: engine.random.id(LONGEST_VERSION_ID) } : {};

  return {
    current,
    all(bucket, key) {
      const now = current(bucket, key);
      return now ? [now, ...stack.older(bucket, key).map(([, version]) => version)] : [];
    },
    readable(bucket, key, versionId) {
      const now = current(bucket, key);
      if (versionId === undefined) {
        if (now?.kind === 'object') return now;
        throw noSuchKey(key);
      }
      const found =
        now && versionIdOf(now) === versionId
          ? now
          : stack.older(bucket, key).find(([, version]) => versionIdOf(version) === versionId)?.[1];
      if (!found) throw noSuchVersion(key, versionId);
      if (found.kind === 'marker') throw methodNotAllowed({ Method: 'GET', ResourceType: 'DeleteMarker' });
      return found;
    },
    put(bucket, object) {
      stack.shelve(bucket, object.key);
      const { versionId: _, ...rest } = object;
      const made: StoredObject = { ...rest, ...named(bucket) };
      objects.put(idOf(bucket.name, object.key), made);
      return made;
    },
    change(bucket, object) {
      const now = current(bucket, object.key);
      if (now && versionIdOf(now) === versionIdOf(object)) objects.put(idOf(bucket, object.key), object);
      else
        for (const [id, version] of stack.older(bucket, object.key))
          if (versionIdOf(version) === versionIdOf(object)) store.older.put(id, object);
    },
    remove(bucket, key, versionId) {
      if (versionId !== undefined) return { version: stack.take(bucket.name, key, versionId), markerMade: false };
      if (bucket.versioning === undefined)
        return { version: stack.take(bucket.name, key, NULL_VERSION), markerMade: false };
      stack.shelve(bucket, key);
      const marker: DeleteMarker = { kind: 'marker', key, modifiedMs: engine.clock.now(), ...named(bucket) };
      objects.put(idOf(bucket.name, key), marker);
      return { version: marker, markerMade: true };
    },
  };
}

const OLDEST = 10 ** 15;
const DIGITS = 16;

/** The versions of each key on top of one another. */
function createStack({ objects, older, files }: S3Store) {
  const idOf = (bucket: string, key: string) => `${bucket}/${key}`;
  const discard = (version: Version) => version.kind === 'object' && files.remove([version.file]);
  const current = (bucket: string, key: string): Version | undefined => objects.get(idOf(bucket, key));

  function olderOf(bucket: string, key: string): [id: string, version: Version][] {
    const id = idOf(bucket, key);
    return older.entries({ from: `${id}\0`, to: `${id}\u0001` }).filter(([, version]) => version.key === key);
  }
  /** There is one null version of a key. */
  function dropNull(bucket: string, key: string): void {
    for (const [id, version] of olderOf(bucket, key)) {
      if (version.versionId !== undefined) continue;
      older.delete(id);
      discard(version);
    }
  }
  return {
    idOf,
    current,
    /** Those behind the current one, the newest first. */
    older: olderOf,
    /** What is current goes behind, where it is to be kept. */
    shelve(bucket: Bucket, key: string): void {
      const now = current(bucket.name, key);
      if (!now) return;
      if (bucket.versioning !== 'Enabled') dropNull(bucket.name, key);
      if (bucket.versioning === undefined || (bucket.versioning === 'Suspended' && now.versionId === undefined)) {
        discard(now);
        return;
      }
      const [newest] = olderOf(bucket.name, key);
      const number = newest ? OLDEST - Number(newest[0].slice(-DIGITS)) + 1 : 1;
      older.put(`${idOf(bucket.name, key)}\0${String(OLDEST - number).padStart(DIGITS, '0')}`, now);
    },
    /** Takes one version out; what is behind the current one becomes current. */
    take(bucket: string, key: string, versionId: string): Version | undefined {
      const id = idOf(bucket, key);
      const now = current(bucket, key);
      if (now && versionIdOf(now) === versionId) {
        const [next] = olderOf(bucket, key);
        if (next) {
          older.delete(next[0]);
          objects.put(id, next[1]);
        } else objects.delete(id);
        discard(now);
        return now;
      }
      const found = olderOf(bucket, key).find(([, version]) => versionIdOf(version) === versionId);
      if (!found) return undefined;
      older.delete(found[0]);
      discard(found[1]);
      return found[1];
    },
  };
}

/**
 * The moment in which an object becomes the current one. Owns conditional writes: they are looked at before the body is
 * read, and again when it has been written; of several writers the first to finish wins.
 */
import type { Clock } from '../../../engine/clock.ts';
import { conflict } from '../errors.ts';
import type { Bucket, StoredObject } from '../model.ts';
import type { S3Store } from '../store.ts';
import { checkWrite, type WriteConditions } from './conditions.ts';
import type { Versions } from './versions.ts';

/** A write under way. */
export interface Write {
  /** Makes the object current; what is refused leaves no file. Throws PreconditionFailed, NoSuchKey, NoSuchBucket, or ConditionalRequestConflict after a delete meanwhile. */
  commit(object: Omit<StoredObject, 'kind' | 'modifiedMs'>): StoredObject;
  end(): void;
}

export interface Writes {
  /** Throws at once when the conditions do not hold now. */
  begin(bucket: string, key: string, conditions: WriteConditions): Write;
  /** A key was deleted: conditional writes of it that are under way fail. */
  deleted(bucket: string, key: string): void;
}

export function createWrites(clock: Clock, store: S3Store, versions: Versions): Writes {
  const underWay = new Set<{ readonly id: string; crossed: boolean }>();
  return {
    begin(bucket, key, conditions) {
      store.bucket(bucket);
      checkWrite(key, versions.current(bucket, key), conditions);
      const write = { id: `${bucket}/${key}`, crossed: false };
      underWay.add(write);
      const conditional = conditions.ifNoneMatch !== undefined || conditions.ifMatch !== undefined;
      return {
        commit(object) {
          try {
            const into: Bucket = store.bucket(bucket);
            if (conditional && write.crossed && conditions.ifMatch === undefined) throw conflict('If-None-Match', key);
            checkWrite(key, versions.current(bucket, key), conditions);
            return versions.put(into, { kind: 'object', modifiedMs: clock.now(), ...object });
          } catch (error) {
            store.files.remove([object.file]);
            throw error;
          }
        },
        end: () => underWay.delete(write),
      };
    },
    deleted(bucket, key) {
      for (const write of underWay) if (write.id === `${bucket}/${key}`) write.crossed = true;
    },
  };
}

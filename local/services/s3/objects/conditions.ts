/**
 * Conditional requests: on reads, on the source of a copy, and on writes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
import { noSuchKey, notImplemented, notModified, preconditionFailed } from '../errors.ts';
import type { StoredObject, Version } from '../model.ts';

export interface ReadConditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
}

/** Quotes and the mark of a weak tag do not count. */
const bare = (etag: string): string => etag.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
const names = (header: string, etag: string): boolean =>
  header.split(',').some((one) => bare(one) === '*' || bare(one) === etag);

/** HTTP dates have whole seconds; one that is none does not count. */
function isAfter(modifiedMs: number, header: string): boolean | undefined {
  const limit = Date.parse(header);
  return Number.isNaN(limit) ? undefined : Math.floor(modifiedMs / 1000) * 1000 > limit;
}

/** A match outweighs a date, as RFC 7232 says. Throws PreconditionFailed, or NotModified where a read may be answered so. */
export function checkRead(object: StoredObject, conditions: ReadConditions, otherwise = notModified): void {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!names(ifMatch, object.etag)) throw preconditionFailed('If-Match');
  } else if (ifUnmodifiedSince !== undefined && isAfter(object.modifiedMs, ifUnmodifiedSince) === true) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const unmodified = { ETag: object.etag, LastModified: object.modifiedMs };
  if (ifNoneMatch !== undefined) {
    if (names(ifNoneMatch, object.etag)) throw otherwise(unmodified);
  } else if (ifModifiedSince !== undefined && isAfter(object.modifiedMs, ifModifiedSince) === false) {
    throw otherwise(unmodified);
  }
}

export interface WriteConditions {
  readonly ifMatch?: string | undefined;
  /** `*` only. */
  readonly ifNoneMatch?: string | undefined;
}

/** Throws PreconditionFailed, NoSuchKey when there is nothing to match, NotImplemented for an If-None-Match of a tag. */
export function checkWrite(key: string, current: Version | undefined, { ifMatch, ifNoneMatch }: WriteConditions): void {
  const object = current?.kind === 'object' ? current : undefined;
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== '*') throw notImplemented('If-None-Match');
    if (object) throw preconditionFailed('If-None-Match');
  }
  if (ifMatch === undefined) return;
  if (!object) throw noSuchKey(key);
  if (!names(ifMatch, object.etag)) throw preconditionFailed('If-Match');
}

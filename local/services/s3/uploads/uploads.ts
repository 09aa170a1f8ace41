/**
 * Multipart uploads in progress. Owns their records and parts; an upload that is being completed takes no more changes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { invalidArgument, invalidRequest, noSuchUpload } from '../errors.ts';
import { MOST_PARTS } from '../limits.ts';
import type { Content, Part, Upload } from '../model.ts';
import { rangeOf, type S3Store } from '../store.ts';
import type { Body } from '../wire/body.ts';
import { removeParts } from './parts.ts';

export interface Uploads {
  put(upload: Upload): void;
  /** Throws NoSuchBucket, NoSuchUpload. */
  get(bucket: string, key: string, uploadId: string): Upload;
  of(bucket: string): Upload[];
  parts(uploadId: string): Part[];
  /** Replaces a part of the same number. Throws when the upload is gone or being completed; the file is gone then. */
  putPart(upload: Upload, part: Part): void;
  /** Ends it with all its parts. Throws OperationAborted when it is being completed. */
  abort(upload: Upload): void;
  /** The same, by who completes it. */
  finished(upload: Upload): void;
  /** Nobody else may change it meanwhile. Throws OperationAborted. */
  whileCompleting<T>(upload: Upload, run: () => Promise<T>): Promise<T>;
}

export function createUploads(store: S3Store): Uploads {
  const completing = new Set<string>();
  const idOf = ({ bucket, key, uploadId }: Pick<Upload, 'bucket' | 'key' | 'uploadId'>) =>
    `${bucket}/${key}\0${uploadId}`;
  const partId = (uploadId: string, number: number) => `${uploadId}/${String(number).padStart(5, '0')}`;

  function get(bucket: string, key: string, uploadId: string): Upload {
    store.bucket(bucket);
    const found = store.uploads.get(idOf({ bucket, key, uploadId }));
    if (!found) throw noSuchUpload(uploadId);
    return found;
  }
  function checkFree(uploadId: string): void {
    if (!completing.has(uploadId)) return;
    throw new AwsError(
      'OperationAborted',
      'A conflicting conditional operation is currently in progress against this resource. Please try again.',
      { status: 409 },
    );
  }
  function finished(upload: Upload): void {
    store.uploads.delete(idOf(upload));
    removeParts(store, upload.uploadId);
  }
  return {
    get,
    put: (upload) => store.uploads.put(idOf(upload), upload),
    of: (bucket) => store.uploads.entries(rangeOf(bucket)).map(([, upload]) => upload),
    parts: (uploadId) => store.parts.entries(rangeOf(uploadId)).map(([, part]) => part),
    putPart(upload, part) {
      try {
        get(upload.bucket, upload.key, upload.uploadId);
        checkFree(upload.uploadId);
      } catch (error) {
        store.files.remove([part.file]);
        throw error;
      }
      const id = partId(upload.uploadId, part.number);
      const before = store.parts.get(id);
      store.parts.put(id, part);
      if (before) store.files.remove([before.file]);
    },
    abort(upload) {
      checkFree(upload.uploadId);
      finished(upload);
    },
    finished,
    async whileCompleting(upload, run) {
      checkFree(upload.uploadId);
      completing.add(upload.uploadId);
      try {
        return await run();
      } finally {
        completing.delete(upload.uploadId);
      }
    },
  };
}

export const partNumber = z
  .string()
  .refine((text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_PARTS, {
    error: `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`,
  })
  .transform(Number);

/** Throws InvalidRequest when a part is summed up otherwise than its upload said. */
export function checkAlgorithm({ checksum }: Upload, body: Body): void {
  if (!checksum || !body.algorithm || checksum.algorithm === body.algorithm) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${body.algorithm.toLowerCase()}`,
  );
}

/** A part as it is kept: with a checksum where the upload has one. */
export function partOf(upload: Upload, number: number, content: Content, modifiedMs: number): Part {
  const { checksum, ...rest } = content;
  const keep = upload.checksum && checksum?.algorithm === upload.checksum.algorithm;
  return { ...rest, ...(keep && { checksum }), number, modifiedMs };
}

/** Throws InvalidArgument for a list position that is none. */
export function markerOf(marker: string | undefined, name: string): number {
  if (marker === undefined || marker === '') return 0;
  if (!/^\d{1,10}$/.test(marker))
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, marker);
  return Number(marker);
}

/** Parts of uploads that are not complete. */
import { rangeOf, type S3Store } from '../store.ts';

/** All parts of an upload, with their files. */
export function removeParts({ parts, files }: S3Store, uploadId: string): void {
  const found = parts.entries(rangeOf(uploadId));
  for (const [id] of found) parts.delete(id);
  files.remove(found.map(([, { file }]) => file));
}

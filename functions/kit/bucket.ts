/** The stage's bucket, for those who rarely need it: what talks to S3 is loaded with the first object. */
import type { Objects } from './objects.ts';

export type OpenBucket = () => Promise<Objects>;

export const openBucket =
  (name: string): OpenBucket =>
  async () =>
    (await import('./objects.ts')).s3Objects(name);

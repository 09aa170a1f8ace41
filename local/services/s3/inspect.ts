/** The buckets, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { S3Store } from './store.ts';

export const inspectS3 = ({ buckets }: S3Store): Json => ({
  buckets: buckets
    .list()
    .map(({ name, createdMs, versioning }) => ({ name, createdMs, versioning: versioning ?? 'Off' })),
});

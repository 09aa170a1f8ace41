/**
 * Amazon S3: buckets and objects, with the bytes as files in the data directory. Puts the parts together, and offers other
 * services the files of objects. What is supported, and what is not: README.md.
 */
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { s3Actions } from './actions.ts';
import { createEvents } from './events.ts';
import { inspectS3 } from './inspect.ts';
import { createVersions } from './objects/versions.ts';
import { createWrites } from './objects/writes.ts';
import { bucketType } from './resources/bucket.ts';
import { bucketPolicyType } from './resources/bucket-policy.ts';
import type { S3 } from './s3.ts';
import { namedFiles, openS3Store } from './store.ts';
import { createUploads } from './uploads/uploads.ts';
import { createServe } from './wire/serve.ts';

export function createS3(engine: Engine): Service {
  const store = openS3Store(engine);
  if (store.buckets.size > 0) store.files.sweep(namedFiles(store)); // before anyone can write
  const versions = createVersions(engine, store);
  const writes = createWrites(engine.clock, store, versions);
  const s3: S3 = { engine, store, versions, writes, uploads: createUploads(store), events: createEvents(engine) };
  const actions = s3Actions(s3);
  engine.ports.offer('objects', {
    path(bucket, key) {
      const object = versions.current(bucket, key);
      return object?.kind === 'object' ? store.files.path(object.file) : undefined;
    },
  });
  return {
    name: 's3',
    protocols: [{ kind: 'rest-xml' }],
    actions,
    resources: [bucketType(s3), bucketPolicyType(s3)],
    open: createServe(s3, actions),
    inspect: () => inspectS3(store),
    stop: () => store.files.stop(),
  };
}

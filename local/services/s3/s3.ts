/** What every action of S3 is given. */
import type { Engine } from '../../engine/engine.ts';
import type { Events } from './events.ts';
import type { Writes } from './objects/writes.ts';
import type { Versions } from './objects/versions.ts';
import type { S3Store } from './store.ts';
import type { Uploads } from './uploads/uploads.ts';

export interface S3 {
  readonly engine: Engine;
  readonly store: S3Store;
  readonly versions: Versions;
  readonly writes: Writes;
  readonly uploads: Uploads;
  readonly events: Events;
}

/** What the actions of the service work with. */
import type { Engine } from '../../engine/engine.ts';
import type { AsyncQueue } from './events/queue.ts';
import type { Invoker } from './execution/invoker.ts';
import type { Pool } from './execution/pool.ts';
import type { Meter } from './execution/meter.ts';
import type { Mappings } from './mapping/mappings.ts';
import type { LambdaStore } from './store.ts';

export interface Lambda {
  readonly engine: Engine;
  readonly store: LambdaStore;
  readonly pool: Pool;
  readonly invoker: Invoker;
  readonly meter: Meter;
  readonly events: AsyncQueue;
  readonly mappings: Mappings;
}

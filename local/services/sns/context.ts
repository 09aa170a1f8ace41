/** What every action of SNS is given. */
import type { Engine } from '../../engine/engine.ts';
import type { Publisher } from './publisher.ts';
import type { SnsStore } from './store.ts';

export interface Sns {
  readonly engine: Engine;
  readonly store: SnsStore;
  readonly publisher: Publisher;
}

/** What every action of EventBridge is given. */
import type { Engine } from '../../engine/engine.ts';
import type { Archiver } from './archive/archiver.ts';
import type { Replayer } from './archive/replayer.ts';
import type { Publisher } from './publisher.ts';
import type { EventsStore } from './store.ts';
import type { Timers } from './timers.ts';

export interface Events {
  readonly engine: Engine;
  readonly store: EventsStore;
  readonly publisher: Publisher;
  readonly archiver: Archiver;
  readonly replayer: Replayer;
  readonly timers: Timers;
}

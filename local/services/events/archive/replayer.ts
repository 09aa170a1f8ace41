/**
 * Runs replays: reads an archive in the order of time and publishes each event again, with the replay's name in it. A
 * replay goes on where it stood after a restart. States are drawn in model.ts.
 */
import type { Engine } from '../../../engine/engine.ts';
import { asReplayed } from '../event.ts';
import { REPLAY_START_MS } from '../limits.ts';
import type { Replay, ReplayState } from '../model.ts';
import type { Publisher } from '../publisher.ts';
import type { EventsStore } from '../store.ts';
import { type Archiver, timeOfKey } from './archiver.ts';

export interface Replayer {
  /** Takes up a replay that is in the store. */
  begin(replay: Replay): void;
  start(): void;
}

const EVENTS_AT_ONCE = 10;
const ACTIVE: readonly ReplayState[] = ['STARTING', 'RUNNING', 'CANCELLING'];

export const isActive = ({ state }: Replay): boolean => ACTIVE.includes(state);

export function createReplayer(engine: Engine, store: EventsStore, publisher: Publisher, archiver: Archiver): Replayer {
  /** The replay as it stands now: it may have been cancelled. */
  const change = (name: string, changes: Partial<Replay>): Replay | undefined => {
    const replay = store.replays.get(name);
    if (!replay) return undefined;
    const changed = { ...replay, ...changes };
    store.replays.put(name, changed);
    return changed;
  };

  async function run(name: string): Promise<void> {
    for (;;) {
      const replay = store.replays.get(name);
      if (!replay || !isActive(replay)) return;
      const endedMs = engine.clock.now();
      if (replay.state === 'CANCELLING') {
        change(name, { state: 'CANCELLED', endedMs });
        return store.durable();
      }
      if (replay.state === 'STARTING') change(name, { state: 'RUNNING' });
      const events = archiver.read(replay.archive, replay.fromMs, replay.toMs, replay.last, EVENTS_AT_ONCE);
      const last = events.at(-1)?.[0];
      if (last === undefined) {
        change(name, { state: 'COMPLETED', endedMs, lastMs: replay.lastMs ?? replay.toMs });
        engine.traces.add({ service: 'events', action: 'replay', resource: name, outcome: 'ok' });
        return store.durable();
      }
      const messages = events.map(([, { event }]) => asReplayed(event, name));
      await publisher.publish(replay.bus, messages, replay.rules);
      change(name, { last, lastMs: timeOfKey(last) });
    }
  }

  function begin({ name }: Replay): void {
    engine.clock.at(engine.clock.now() + REPLAY_START_MS, () => {
      run(name).catch((error) => engine.report(`events: replay ${name}`, error));
    });
  }

  return {
    begin,
    start() {
      for (const replay of store.replays.list()) if (isActive(replay)) begin(replay);
    },
  };
}

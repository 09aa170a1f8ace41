/** All event source mappings: their states, and a poller for each one that is enabled. Owns the transitions. */
import type { Engine } from '../../../engine/engine.ts';
import { machineClock } from '../../../engine/machine-clock.ts';
import type { Invoker } from '../execution/invoker.ts';
import type { Mapping, MappingState } from '../model.ts';
import type { LambdaStore } from '../store.ts';
import { createGate } from './gate.ts';
import { Poller } from './poller.ts';

export interface Mappings {
  /** Stores a mapping in a passing state; it settles, and runs or rests, in a later turn. */
  set(mapping: Mapping, passing: MappingState): Mapping;
  remove(mapping: Mapping): Mapping;
  /** A function has become able to take more: its mappings look again. */
  wake(functionName: string): void;
  /** Starts what an earlier run left enabled. */
  start(): void;
  stop(): void;
}

export interface MappingLimits {
  /** Batches at once of one mapping, unless it wants fewer. */
  readonly concurrency: number;
  /** Batches at once of all mappings: see gate.ts. */
  readonly batchesAtOnce: number;
}

export function createMappings(
  engine: Engine,
  store: LambdaStore,
  invoker: Invoker,
  { concurrency, batchesAtOnce }: MappingLimits,
): Mappings {
  const gate = createGate(batchesAtOnce, machineClock.after);
  const pollers = new Map<string, Poller>();
  let started = false;
  function wake(functionName: string): void {
    for (const mapping of store.mappings())
      if (mapping.functionName === functionName) pollers.get(mapping.uuid)?.wake();
  }
  invoker.onEnd(wake);

  function halt(uuid: string): void {
    pollers.get(uuid)?.stop();
    pollers.delete(uuid);
  }

  function settle(uuid: string): void {
    const mapping = store.mapping(uuid);
    if (!mapping) return;
    if (mapping.state === 'Deleting') {
      store.removeMapping(uuid);
      return;
    }
    store.putMapping({ ...mapping, state: mapping.enabled ? 'Enabled' : 'Disabled' });
    if (!mapping.enabled || pollers.has(uuid)) return;
    try {
      pollers.set(uuid, new Poller({ engine, store, invoker, gate, concurrency }, mapping));
    } catch (error) {
      engine.report(`event source mapping ${uuid} of ${mapping.functionName} could not start`, error);
    }
  }

  function pass(mapping: Mapping, state: MappingState): Mapping {
    halt(mapping.uuid);
    const passing = store.putMapping({ ...mapping, state, lastModifiedMs: engine.clock.now() });
    if (started) engine.clock.at(engine.clock.now(), () => settle(mapping.uuid));
    return passing;
  }

  return {
    set: pass,
    remove: (mapping) => pass(mapping, 'Deleting'),
    wake,
    start() {
      started = true;
      for (const { uuid } of store.mappings()) settle(uuid);
    },
    stop() {
      started = false;
      for (const uuid of [...pollers.keys()]) halt(uuid);
    },
  };
}

/** The state of everything, as JSON: what each service tells of itself, and what the process is. No secrets, no payloads. */
import { memoryUsage, pid, version } from 'node:process';
import { machineClock } from '../../engine/machine-clock.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Json, Service } from '../../engine/service.ts';
import { FORMAT_VERSION } from '../../engine/store/directory.ts';

/** A service that fails to tell says so, and the others are told. */
export function serviceState(engine: Engine, service: Service): Json {
  try {
    return service.inspect?.() ?? null;
  } catch (error) {
    engine.report(`the state of ${service.name}`, error);
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

const MIB = 1024 * 1024;

export function cloudState(engine: Engine, services: readonly Service[], startedMs: number): Json {
  const { rss, heapUsed, external } = memoryUsage();
  const told = services.filter((service) => service.inspect);
  return {
    endpoint: engine.endpoint,
    account: engine.account,
    region: engine.region,
    clock: { now: new Date(engine.clock.now()).toISOString(), mode: engine.clock.cell ? 'skip' : 'wall' },
    process: {
      pid,
      node: version,
      uptimeS: Math.round((machineClock.monotonicMs() - startedMs) / 1000),
      memoryMiB: { rss: Math.round(rss / MIB), heap: Math.round(heapUsed / MIB), external: Math.round(external / MIB) },
    },
    dataFormat: FORMAT_VERSION,
    traces: { last: engine.traces.last },
    services: Object.fromEntries(told.map((service) => [service.name, serviceState(engine, service)])),
  };
}

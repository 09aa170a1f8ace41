/** The demos there are, by the system that they play. Each is loaded only when it is asked for. */
import type { Options } from '../options.ts';
import type { Demo, OpenDemo } from './demo.ts';

const DEMOS: Readonly<Record<string, () => Promise<OpenDemo>>> = {
  fleet: async () => (await import('./fleet.ts')).fleetDemo,
  studio: async () => (await import('./studio.ts')).studioDemo,
  council: async () => (await import('./council.ts')).councilDemo,
  planner: async () => (await import('./planner.ts')).plannerDemo,
};

/** Throws for a system that has none, and for options of another system's demo. */
export async function openDemo(options: Options): Promise<Demo> {
  const { system } = options;
  const load = Object.hasOwn(DEMOS, system) ? DEMOS[system] : undefined;
  if (!load)
    throw new Error(`There is no demo of a system called ${system}. --system takes ${Object.keys(DEMOS).join(', ')}.`);
  if (system !== 'fleet' && options.telemetry !== undefined)
    throw new Error(`--telemetry is read by the fleet's demo, not by that of ${system}: leave one of them out.`);
  return await (await load())(options);
}

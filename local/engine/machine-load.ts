/** How busy the processors are with this process, all its threads taken together: whether more threads could do more work. */
import { availableParallelism } from 'node:os';
import { machineClock } from './machine-clock.ts';

/** Gives the share of all processors, from 0 to 1, that this process has used since it was asked the last time. */
export function createLoadMeter(): () => number {
  let before = { usage: process.cpuUsage(), atMs: machineClock.monotonicMs() };
  return () => {
    const { user, system } = process.cpuUsage(before.usage);
    const elapsedMs = machineClock.monotonicMs() - before.atMs;
    before = { usage: process.cpuUsage(), atMs: machineClock.monotonicMs() };
    return elapsedMs > 0 ? (user + system) / 1000 / elapsedMs / availableParallelism() : 0;
  };
}

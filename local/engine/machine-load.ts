/** How busy the processors are with this process, all its threads taken together: whether more threads could do more work. */
import { availableParallelism } from 'node:os';
import { machineClock } from './machine-clock.ts';

/** Gives the share of all processors, from 0 to 1, that this process has used since it was asked the last time. */
export function createLoadMeter(): () => number {
  let before = sample();
  return () => {
    const now = sample();
    const [usedMs, elapsedMs] = [now.usedMs - before.usedMs, now.atMs - before.atMs];
    before = now;
    return elapsedMs > 0 ? usedMs / elapsedMs / availableParallelism() : 0;
  };
}

function sample(): { readonly usedMs: number; readonly atMs: number } {
  const { user, system } = process.cpuUsage();
  return { usedMs: (user + system) / 1000, atMs: machineClock.monotonicMs() };
}

/**
 * Watches a worker thread while it works: its deadline, and the memory it holds. V8 ends the whole process when a thread runs
 * into its heap limit with one large step, so that limit stands far above the function's memory size, and the size itself is
 * checked from outside, in requests that run longer than a moment.
 */
import type { Worker } from 'node:worker_threads';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import { machineClock } from '../../../engine/machine-clock.ts';

const CHECK_MS = 50;
/** Between a function's memory size and the limit of V8: what it may take within CHECK_MS. */
const HEAP_SLACK_MB = 2048;

export const heapLimitMb = (memoryMb: number): number => memoryMb + HEAP_SLACK_MB;

export interface Watched {
  readonly worker: Worker;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  onTimeout(): void;
  onTooLarge(): void;
}

/** Ends with the first of its events, or by the cancellation. */
export function watch(clock: Clock, { worker, memoryMb, timeoutMs, onTimeout, onTooLarge }: Watched): Cancel {
  let over = false;
  let cancelCheck = checkLater();
  const cancelTimeout = clock.limit(timeoutMs, () => {
    end();
    onTimeout();
  });

  function checkLater(): Cancel {
    return machineClock.after(CHECK_MS, () => {
      void check();
      cancelCheck = checkLater();
    });
  }

  async function check(): Promise<void> {
    const heap = await worker.getHeapStatistics().catch(() => undefined);
    if (over || !heap || heap.used_heap_size + heap.external_memory <= memoryMb * 1024 ** 2) return;
    end();
    onTooLarge();
  }

  function end(): void {
    over = true;
    cancelCheck();
    cancelTimeout();
  }

  return end;
}

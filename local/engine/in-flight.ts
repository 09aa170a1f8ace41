/**
 * Bytes that are on their way: what a skipping clock cannot see in sockets. Time stands until they have arrived, so that a long
 * body takes no time of the cloud.
 */
import { machineClock } from './machine-clock.ts';
import { uncounted, type Work } from './work.ts';

/** Machine time after which a client that neither sends nor reads holds the time no longer. */
const LONGEST_MS = 10_000;

/** Time stands until the promise is settled, 10 s of the machine's time at most. Costs nothing where nobody counts. */
export function inFlight(work: Work, bytes: Promise<unknown>): void {
  if (work === uncounted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = machineClock.after(LONGEST_MS, resolve);
  const settled = (): void => resolve();
  bytes.then(settled, settled);
  void work.during(promise).then(cancel);
}

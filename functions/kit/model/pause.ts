/** Waiting while a call is under way: it ends with the call. */
import type { Clock } from '../clock.ts';
import { ModelError } from './port.ts';

const aborted = (): ModelError =>
  new ModelError('Aborted', 'The call was aborted by whoever made it; nothing more happens.');

/** Throws Aborted as soon as the call is. */
export const pause = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  orAborted(() => clock.sleep(ms), signal);

/** What `wait` gives, or Aborted as soon as the call is; `wait` itself goes on then. */
export async function orAborted<T>(wait: () => Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw aborted();
  let onAbort = (): void => undefined;
  const abort = new Promise<never>((_, reject) => {
    onAbort = () => reject(aborted());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([wait(), abort]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

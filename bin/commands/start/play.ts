/**
 * Plays a feed to the API. A vehicle's next reading is sent when its last one has been analysed: the queues promise no order, and the
 * analyst refuses what is older than what it knows. What was sent in an earlier run is taken as a duplicate and waited for no more.
 */
import type { NewMessage } from '../../../contracts/message.ts';
import type { ApiClient } from './api-client.ts';
import type { Feed } from './feed.ts';

const MESSAGES_PER_REQUEST = 100;
/** A reading that was dead-lettered is never analysed: after this long without progress the next round is sent all the same. */
const PATIENCE_MS = 3_000;
const LOOK_EVERY_MS = 5;

export interface Progress {
  readonly sent: number;
  readonly total: number;
}

export interface PlayOptions {
  /** Readings that were analysed since the start. */
  readonly analysed: () => number;
  /** Milliseconds between rounds, for eyes; 0 plays as fast as order allows. */
  readonly pauseMs: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves with the ids of all that was sent. Stops early when the signal aborts. */
export async function play(api: ApiClient, { rounds, afterwards }: Feed, options: PlayOptions): Promise<string[]> {
  const total = rounds.reduce((sum, { length }) => sum + length, 0) + afterwards.length;
  const sent: string[] = [];
  let awaited = 0;
  const send = async (messages: readonly NewMessage[]): Promise<number> => {
    let taken = 0;
    for (let i = 0; i < messages.length; i += MESSAGES_PER_REQUEST) {
      const part = messages.slice(i, i + MESSAGES_PER_REQUEST);
      taken += await api.send(part);
      sent.push(...part.map(({ id = '' }) => id));
      options.onProgress({ sent: sent.length, total });
    }
    return taken;
  };
  for (const round of rounds) {
    if (options.signal.aborted) return sent;
    awaited += await send(round);
    await Promise.all([caughtUp(options, awaited), sleep(options.pauseMs)]);
  }
  await send(afterwards);
  return sent;
}

async function caughtUp({ analysed, signal }: PlayOptions, goal: number): Promise<void> {
  let last = analysed();
  let since = performance.now();
  while (analysed() < goal && !signal.aborted && performance.now() - since < PATIENCE_MS) {
    await sleep(LOOK_EVERY_MS);
    if (analysed() > last) {
      last = analysed();
      since = performance.now();
    }
  }
}

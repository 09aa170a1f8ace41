/** Short questions to a server of models, beside the calls themselves: whoever asks them goes on without an answer. */
import type { Later } from '../clock.ts';
import type { Fetch } from './pool.ts';

const PATIENCE_MS = 2_000;

/** A fetch that fails where the whole answer is not there by then. */
export const impatient =
  (fetch: Fetch, later: Later): Fetch =>
  async (input, init) => {
    const ending = new AbortController();
    const stop = later(PATIENCE_MS, () => ending.abort());
    try {
      const response = await fetch(input, { ...init, signal: ending.signal });
      return new Response(await response.text(), { status: response.status });
    } finally {
      stop();
    }
  };

/** Tells the engine of the bytes of a request and of its answer while they are on their way, where it counts them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { inFlight } from '../engine/in-flight.ts';
import { uncounted, type Work } from '../engine/work.ts';

export function tellOfBytes(work: Work, request: IncomingMessage, response: ServerResponse): void {
  if (work === uncounted) return;
  const answered = once(response, 'close'); // also when the client has gone
  if (!request.complete) inFlight(work, Promise.race([once(request, 'end'), once(request, 'close'), answered]));
  response.once('prefinish', () => inFlight(work, answered)); // nothing is added to it any more
}

const once = (bytes: IncomingMessage | ServerResponse, event: string): Promise<void> =>
  new Promise((resolve) => {
    bytes.once(event, () => resolve());
  });

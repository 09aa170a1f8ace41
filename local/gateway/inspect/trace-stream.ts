/**
 * `GET /_local/traces?since=ID`: records as they come, as Server-Sent Events or as lines of JSON; with `wait=false` those that
 * are there, as one document.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Traces } from '../../engine/traces.ts';
import { type Item, nextBatch } from './trace-feed.ts';

type Write = (item: Item) => string;

const asEvent: Write = (item) =>
  item.kind === 'trace'
    ? `id: ${item.trace.id}\ndata: ${JSON.stringify(item.trace)}\n\n`
    : `event: gap\ndata: ${JSON.stringify({ from: item.from, to: item.to })}\n\n`;

const asValue = (item: Item): object =>
  item.kind === 'trace' ? item.trace : { gap: { from: item.from, to: item.to } };

const asLine: Write = (item) => `${JSON.stringify(asValue(item))}\n`;

/** Where to begin; undefined when what was asked is no id. A browser that comes back says where it was. */
export function sinceOf(request: IncomingMessage, url: URL): number | undefined {
  const asked = request.headers['last-event-id'] ?? url.searchParams.get('since') ?? '0';
  return typeof asked === 'string' && /^\d{1,15}$/.test(asked) ? Number(asked) : undefined;
}

/** All that is there behind an id, within the ledger's window. */
export function tracesNow(traces: Traces, since: number): object {
  const items: object[] = [];
  let at = since;
  for (let batch = nextBatch(traces, at); batch.items.length > 0; batch = nextBatch(traces, at)) {
    items.push(...batch.items.map(asValue));
    at = batch.last;
  }
  return { traces: items, last: at };
}

/** Writes until the reader goes. */
export async function streamTraces(
  traces: Traces,
  request: IncomingMessage,
  response: ServerResponse,
  since: number,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = request.headers.accept?.includes('application/x-ndjson') === true;
  const type = lines ? 'application/x-ndjson' : 'text/event-stream';
  response.writeHead(200, { ...headers, 'content-type': type, 'cache-control': 'no-store' });
  response.write(lines ? '' : ':\n\n'); // the answer begins at once
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let at = since;
  while (!gone.signal.aborted) {
    const { items, last } = nextBatch(traces, at);
    if (items.length === 0) await more(traces, gone.signal);
    else {
      at = last;
      if (!response.write(items.map(lines ? asLine : asEvent).join('')))
        await once(response, 'drain', { signal: gone.signal }).catch(() => undefined); // gone: the loop ends
    }
  }
}

/** Resolves when a record came, or the signal aborts. */
const more = (traces: Traces, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = traces.subscribe(done);
    signal.addEventListener('abort', done);
  });

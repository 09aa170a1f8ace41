/**
 * The HTTP client of one provider: connections that stay open between calls, and what is known of how well they do.
 *
 * 1. A client is recycled, that is, its idle connections are closed and new calls open new ones, when it is an hour old, or when
 *    fewer than half of its last 20 calls went well. Calls under way keep the connection that they have.
 * 2. A call went well when its answer came whole and was no 5xx. One that its caller ended counts as neither.
 * 3. A kept connection may be closed by the server at the moment of its use: then the request is sent once more, on another one.
 *    https://nodejs.org/api/http.html#requestreusedsocket
 *
 * Node's own fetch keeps connections too, but tells nothing of them and cannot be recycled without a package of its own.
 */
import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';

const MAX_AGE_MS = 3_600_000;
const WATCHED_CALLS = 20;
const LEAST_SUCCESS = 0.5;

export interface PoolStatistics {
  readonly calls: number;
  readonly failures: number;
  readonly connectionsOpened: number;
  /** Calls that found an open connection. */
  readonly reused: number;
  readonly recycled: number;
  /** Of the last 20 calls that ended, 0 to 1; 1 when there was none. */
  readonly successRate: number;
}

export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface Pool {
  /** As fetch, for requests with a text or bytes as body; follows no redirects. */
  readonly fetch: Fetch;
  readonly statistics: () => PoolStatistics;
  /** Closes idle connections. */
  readonly close: () => void;
}

export function createPool(clock: Clock): Pool {
  const count = { calls: 0, failures: 0, connectionsOpened: 0, reused: 0, recycled: 0 };
  let client = newClient(clock.monotonicMs());

  const rate = (): number =>
    client.ended.length === 0 ? 1 : client.ended.filter((isWell) => isWell).length / client.ended.length;
  function current(): Client {
    const isIll = client.ended.length === WATCHED_CALLS && rate() < LEAST_SUCCESS;
    if (!isIll && clock.monotonicMs() - client.openedMs < MAX_AGE_MS) return client;
    count.recycled += 1;
    retire(client);
    client = newClient(clock.monotonicMs());
    return client;
  }
  function ended(of: Client, isWell: boolean): void {
    if (!isWell) count.failures += 1;
    of.ended.push(isWell);
    if (of.ended.length > WATCHED_CALLS) of.ended.shift();
  }

  return {
    async fetch(input, init = {}) {
      const request = requestOf(input, init);
      const of = current();
      count.calls += 1;
      const onSocket = (isReused: boolean): void => {
        if (isReused) count.reused += 1;
        else count.connectionsOpened += 1;
      };
      try {
        const response = await send(of, request, onSocket);
        const isWell = (response.statusCode ?? 0) < 500;
        return toResponse(response, (isWhole) => {
          if (isWhole || !request.signal?.aborted) ended(of, isWell && isWhole);
        });
      } catch (error) {
        if (!request.signal?.aborted) ended(of, false);
        throw error;
      }
    },
    statistics: () => ({ ...count, successRate: rate() }),
    close: () => retire(client),
  };
}

interface Client {
  readonly openedMs: number;
  readonly http: http.Agent;
  readonly https: https.Agent;
  /** Whether the latest calls went well, the oldest first. */
  readonly ended: boolean[];
}

const newClient = (openedMs: number): Client => {
  const options = { keepAlive: true, scheduling: 'lifo', timeout: 0 } as const;
  return { openedMs, http: new http.Agent(options), https: new https.Agent(options), ended: [] };
};

/** Sockets in use go on, and are closed when they are free. */
function retire(client: Client): void {
  for (const agent of [client.http, client.https]) {
    agent.maxFreeSockets = 0;
    for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
  }
}

interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | undefined;
  readonly signal: AbortSignal | undefined;
}

function requestOf(input: string | URL | Request, init: RequestInit): Outgoing {
  const { body, signal, method = 'GET' } = init;
  if (input instanceof Request || (body != null && typeof body !== 'string' && !(body instanceof Uint8Array)))
    throw new TypeError('The pool sends requests by URL, with text or bytes as body.');
  const bytes = body == null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return {
    url: new URL(input),
    method,
    headers: { ...Object.fromEntries(new Headers(init.headers)), ...bytes },
    body: body ?? undefined,
    signal: signal ?? undefined,
  };
}

async function send(
  client: Client,
  request: Outgoing,
  onSocket: (isReused: boolean) => void,
  mayRepeat = true,
): Promise<http.IncomingMessage> {
  const { url, method, headers, body, signal } = request;
  signal?.throwIfAborted();
  const isTls = url.protocol === 'https:';
  const outgoing = (isTls ? https : http).request(url, {
    agent: isTls ? client.https : client.http,
    ...{ method, headers, ...(signal && { signal }) },
  });
  try {
    return await new Promise((resolve, reject) => {
      outgoing.once('response', resolve).once('error', reject);
      outgoing.once('socket', () => onSocket(outgoing.reusedSocket));
      outgoing.end(body);
    });
  } catch (error) {
    const isStale = outgoing.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
    if (!isStale || !mayRepeat || signal?.aborted) throw error;
    return await send(client, request, onSocket, false);
  }
}

/** Statuses whose answers have no body. https://fetch.spec.whatwg.org/#null-body-status */
const WITHOUT_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

function toResponse(incoming: http.IncomingMessage, onEnd: (isWhole: boolean) => void): Response {
  const { statusCode: status = 502, statusMessage: statusText = '', headersDistinct } = incoming;
  incoming.once('close', () => onEnd(incoming.complete));
  const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const isEmpty = WITHOUT_BODY.has(status);
  if (isEmpty) incoming.resume();
  const body = isEmpty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
  return new Response(body, { status, statusText, headers });
}

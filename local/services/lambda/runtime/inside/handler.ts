/**
 * Inside the worker: a request handler for the AWS SDK's clients that asks the cloud over a message port. A request that it
 * cannot take goes over HTTP, as it would without it: to another host, unsigned, with a stream as its body, with a time limit of
 * its own, for an answer that is a stream, or to a service that answers outside the AWS protocols.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/configuring-the-nodejs-sdk.html
 */
import type { MessagePort } from 'node:worker_threads';
import {
  type FromThread,
  handOver,
  type InsideAnswer,
  type InsideCall,
  type InsideOffer,
  type ToThread,
} from './wire.ts';

/** As the SDK makes it. https://smithy.io/2.0/index.html */
export interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SdkOptions {
  readonly abortSignal?: AbortSignal | undefined;
  readonly requestTimeout?: number | undefined;
}

export interface SdkResponse {
  readonly response: { statusCode: number; headers: Record<string, string>; body?: unknown; reason?: string };
}

export interface SdkHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: SdkRequest, options?: SdkOptions): Promise<SdkResponse>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

/** Larger bodies go over HTTP: copying them would hold both threads up. */
const LARGEST_BODY_BYTES = 8 * 1024 * 1024;
/** Answers that come as they are made. https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
const STREAMED = /\/response-streaming-invocations$/;

interface Waiting {
  resolve(answer: SdkResponse): void;
  readonly forget: () => void;
}

/** @param overHttp takes what cannot go this way */
export function insideHandler(offer: InsideOffer, overHttp: SdkHandler['handle']): SdkHandler {
  const { host, restServices } = offer;
  const rest = new Set(restServices);
  const send = createSender(offer.port);
  const waiting = new Map<number, Waiting>();
  let last = 0;

  offer.port.on('message', (answers: ToThread) => {
    for (const answer of answers) {
      const one = waiting.get(answer.id);
      waiting.delete(answer.id);
      one?.forget();
      one?.resolve(responseOf(answer));
    }
  });
  offer.port.unref();

  function ask(call: Omit<InsideCall, 'id'>, signal: AbortSignal | undefined): Promise<SdkResponse> {
    if (signal?.aborted) return Promise.reject(abortError(signal));
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        waiting.delete(id);
        send({ abort: id });
        reject(abortError(signal));
      };
      signal?.addEventListener('abort', abort, { once: true });
      waiting.set(id, { resolve, forget: () => signal?.removeEventListener('abort', abort) });
      send({ id, ...call });
    });
  }

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle(request, options = {}) {
      const call = options.requestTimeout === undefined ? callOf(request, host, rest) : undefined;
      return call ? ask(call, options.abortSignal) : overHttp(request, options);
    },
    destroy: () => undefined, // other clients of the thread go on using it
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

/** Undefined when the request is not for this door. */
function callOf(request: SdkRequest, host: string, rest: ReadonlySet<string>): Omit<InsideCall, 'id'> | undefined {
  const { method, body = '' } = request;
  if (request.protocol !== 'http:' || `${request.hostname}:${request.port}` !== host) return undefined;
  if (!(typeof body === 'string' || body instanceof Uint8Array) || body.length > LARGEST_BODY_BYTES) return undefined;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  const signingName = /Credential=[^,\s]+\/([^/,\s]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
  if (signingName === undefined || STREAMED.test(request.path)) return undefined;
  const known =
    headers['x-amz-target'] !== undefined ||
    headers['content-type']?.startsWith('application/x-www-form-urlencoded') ||
    rest.has(signingName);
  return known ? { method, path: request.path + queryOf(request), headers, body } : undefined;
}

function queryOf({ query = {} }: SdkRequest): string {
  const parts = Object.entries(query).flatMap(([name, value]) => {
    const key = encodeURIComponent(name);
    if (value === null) return [key];
    return [value].flat().map((one) => `${key}=${encodeURIComponent(one)}`);
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

const responseOf = ({ status, headers, body }: InsideAnswer): SdkResponse => ({
  response: { statusCode: status, headers: { ...headers }, body: typeof body === 'string' ? Buffer.from(body) : body },
});

/** Name and words as the SDK's own handler has them. */
function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  const error = new Error(reason instanceof Error || !reason ? 'Request aborted' : String(reason), { cause: reason });
  error.name = 'AbortError';
  return error;
}

/** Gathers what a turn brings into one message. */
function createSender(port: MessagePort): (one: FromThread[number]) => void {
  let gathered: FromThread[number][] = [];
  function flush(): void {
    const transfer: ArrayBuffer[] = [];
    const message = gathered.map((one) => ('body' in one ? { ...one, body: handOver(one.body, transfer) } : one));
    gathered = [];
    port.postMessage(message, transfer);
  }
  return (one) => {
    gathered.push(one);
    if (gathered.length === 1) queueMicrotask(flush);
  };
}

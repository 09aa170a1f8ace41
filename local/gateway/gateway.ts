/** The one port. Owns HTTP: reads a request, has it answered (answer.ts), or by the service that takes it raw, and sends the answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AwsError } from '../engine/aws-error.ts';
import type { Engine } from '../engine/engine.ts';
import type { HttpAnswer, Service } from '../engine/service.ts';
import { createAnswering } from './answer.ts';
import { readBody, TOO_LARGE } from './body.ts';
import { createInspect } from './inspect/inspect.ts';
import { foreignPage } from './inspect/local-origin.ts';
import { createInside } from './inside.ts';
import { malformedUrl, notLocal, refuse, refuseConnection, tooLarge } from './refusal.ts';
import { tellOfBytes } from './transfer.ts';

/** The largest body taken: a function's zip. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_BODY_BYTES = 70 * 1024 * 1024;

/** How long a client may take, in milliseconds; a request that takes longer is answered 408. Node's own names. */
export interface Patience {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly connectionsCheckingInterval: number;
}

const PATIENCE: Patience = {
  headersTimeout: 30_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
};

export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens; rejects with a sentence when the port is taken. */
export async function openGateway(
  engine: Engine,
  services: readonly Service[],
  port: number,
  patience: Patience = PATIENCE,
): Promise<Gateway> {
  const answer = createAnswering(engine, services);
  const open = services.filter((service) => service.open !== undefined);
  const inspect = createInspect(engine, services);
  const raw = services.filter((service) => service.raw !== undefined);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (await inspect(request, response)) return;
    const gone = new AbortController();
    const answered = engine.work.request(sessionToken(request));
    response.on('close', () => {
      answered();
      if (!response.writableFinished) gone.abort();
    });
    tellOfBytes(engine.work, request, response);
    for (const service of open) if (await service.open?.({ request, response, signal: gone.signal })) return;
    const refused = (error: AwsError) => send(response, refuse(request.headers, error, engine.random.uuid()));
    const url = urlOf(engine, request);
    if (!url) return refused(malformedUrl(request.url ?? ''));
    const body = await readBody(request, LARGEST_BODY_BYTES);
    if (body === TOO_LARGE) return refused(tooLarge(LARGEST_BODY_BYTES));
    for (const service of raw) if (await service.raw?.({ request, response, url, body, signal: gone.signal })) return;

    const { method = 'GET', headers } = request;
    const stranger = foreignPage(headers);
    if (stranger !== undefined) return refused(notLocal(stranger));
    await send(response, await answer({ method, url, headers, body, signal: gone.signal }));
  }

  const server = createServer(patience, (request, response) => {
    serve(request, response).catch((error) => {
      if (!request.destroyed || request.complete) engine.report(`${request.method} ${request.url}`, error); // else the client went away
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('clientError', refuseConnection);
  await listen(server, port);
  engine.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  engine.ports.offer('requests', createInside(engine, answer, services));
  return {
    url: engine.endpoint,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Undefined when the path is none. Two slashes at its beginning are a path, not a host. */
function urlOf({ endpoint }: Engine, { url = '/' }: IncomingMessage): URL | undefined {
  const text = url.startsWith('/') ? endpoint + url : url;
  return URL.canParse(text, endpoint) ? new URL(text, endpoint) : undefined;
}

function sessionToken({ headers }: IncomingMessage): string | undefined {
  const token = headers['x-amz-security-token'];
  return Array.isArray(token) ? token[0] : token;
}

async function send(response: ServerResponse, answer: HttpAnswer): Promise<void> {
  if (answer.body instanceof Readable) return sendStream(response, answer, answer.body);
  if (response.destroyed) return;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body); // text and head go in one piece
}

/** A stream that breaks off cuts the connection: the client knows that something is missing. */
async function sendStream(response: ServerResponse, { status, headers }: HttpAnswer, body: Readable): Promise<void> {
  if (response.destroyed) {
    body.destroy();
    return;
  }
  response.writeHead(status, headers).flushHeaders();
  await pipeline(body, response).catch(() => response.destroy());
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(
        new Error(`Port ${port} is taken. Stop what listens there, or choose another with --port.`, { cause: error }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

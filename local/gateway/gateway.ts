/**
 * The one port. Owns HTTP: reads a request, finds the action, checks the input and the caller's permission, runs it, and
 * answers in the protocol that was asked in. Signatures are read for who calls, never verified: any credentials work.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { AwsError } from '../engine/aws-error.ts';
import type { Engine } from '../engine/engine.ts';
import type { Call, HttpAnswer, Permission, Service } from '../engine/service.ts';
import { createRouter, credentialScope, type Found } from './router.ts';

/** The largest body taken: a function's zip. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_BODY_BYTES = 70 * 1024 * 1024;

export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens; rejects with a sentence when the port is taken. */
export async function openGateway(engine: Engine, services: readonly Service[], port: number): Promise<Gateway> {
  const router = createRouter(services);
  const raw = services.filter((service) => service.raw !== undefined);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const url = new URL(request.url ?? '/', engine.endpoint);
    const body = await readBody(request, response);
    if (!body) return;
    for (const service of raw) if (await service.raw?.({ request, response, url, body, signal: gone.signal })) return;

    const requestId = engine.random.uuid();
    const { accessKeyId, signingName } = credentialScope(request.headers, url);
    const { codec, find } = router.route(
      { method: request.method ?? 'GET', url, headers: request.headers, body },
      signingName,
      requestId,
    );
    const started = engine.clock.monotonicMs();
    let found: Found | undefined;
    let outcome = 'ok';
    try {
      found = find();
      const call: Call = {
        requestId,
        principal: engine.ports.get('identity').principalOf(accessKeyId),
        signal: gone.signal,
      };
      send(response, codec.answer(found.action, await perform(engine, found, call)));
    } catch (error) {
      const refusal = asAwsError(engine, error);
      outcome = refusal.code;
      send(response, codec.error(refusal));
    }
    engine.traces.add({
      service: found?.service.name ?? signingName ?? 'gateway',
      action: found?.action.name ?? `${request.method} ${url.pathname}`,
      outcome,
      durationMs: engine.clock.monotonicMs() - started,
    });
  }

  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    serve(request, response).catch((error) => {
      if (!request.destroyed || request.complete) engine.report(`${request.method} ${request.url}`, error); // else the client went away
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await listen(server, port);
  engine.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: engine.endpoint,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function perform(engine: Engine, { service, action, input }: Found, call: Call): Promise<unknown> {
  const parsed = action.input.safeParse(input);
  if (!parsed.success) throw service.invalidInput?.(parsed.error, action.name) ?? invalid(parsed.error, action.name);
  const data = parsed.data as never;
  if (call.principal.roleArn) {
    const conditions = action.conditions?.(data);
    const needed: readonly Permission[] = action.permissions?.(data) ?? [
      { resource: action.resource?.(data) ?? '*', ...(conditions && { conditions }) },
    ];
    const identity = engine.ports.get('identity');
    for (const one of needed) {
      const name = `${service.iamPrefix ?? service.name}:${one.action ?? action.name}`;
      identity.authorize(call.principal, name, one.resource, one.conditions);
    }
  }
  return await action.run(data, call);
}

const invalid = (error: z.ZodError, action: string): AwsError =>
  new AwsError('ValidationException', `${action}: ${z.prettifyError(error)}`);

function asAwsError(engine: Engine, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  engine.report('an action failed', error);
  return new AwsError('InternalFailure', 'The local cloud failed while it did this; its own log says why.', {
    status: 500,
    cause: error,
  });
}

function send(response: ServerResponse, answer: HttpAnswer): void {
  if (response.destroyed) return;
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  response.end(body);
}

/** Undefined when the body was too large: that has been answered. */
async function readBody(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) {
      response.writeHead(413, { connection: 'close' }).end(`The body is larger than ${LARGEST_BODY_BYTES} bytes.`);
      return undefined;
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
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

/**
 * A request to a function's URL, from its bytes to its answer: CORS, permission, the function, whole or as a stream. Every
 * request leaves a trace; its payload does not.
 */
import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsError } from '../../../engine/aws-error.ts';
import type { RawRequest } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { type Ask, newTraceId } from '../execution/invoker.ts';
import { invokeStreaming, type StreamedInvoke } from '../execution/stream-invoke.ts';
import { functionArn } from '../names.ts';
import { checkSize } from '../payload.ts';
import { answerOf, functionFailed, preludeHead, refusal, type UrlAnswer, type UrlHead } from './answer.ts';
import { authorizeUrl } from './authorize.ts';
import { urlOf } from './config.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { urlEvent } from './event.ts';
import { PRELUDE_TYPE, readPrelude } from './prelude.ts';
import { type Addressed, addressed } from './request.ts';

/** Headers that go with each answer, whoever made it. */
type Extra = Readonly<Record<string, string>>;

/** The service's `raw`: false when the request is not to a function's URL. */
export function createUrlServe(lambda: Lambda): (raw: RawRequest) => Promise<boolean> {
  const { engine, store, meter } = lambda;
  return async (raw) => {
    const address = addressed(raw);
    if (!address) return false;
    const startedMs = engine.clock.monotonicMs();
    const asked = store.ofUrl(address.urlId);
    const outcome = await serve(lambda, raw, address).catch((error) => {
      if (!(error instanceof AwsError)) engine.report(`the function URL ${address.urlId}`, error);
      if (raw.response.headersSent) raw.response.destroy();
      const refused = error instanceof AwsError ? error : new AwsError('InternalFailure', 'Internal', { status: 500 });
      send(raw.response, refusal(refused.status, refused.code, refused.message || null), {});
      return refused.code;
    });
    const durationMs = engine.clock.monotonicMs() - startedMs;
    if (asked) {
      const { statusCode } = raw.response;
      meter.add(asked.name, 'UrlRequestCount', 1);
      meter.add(asked.name, 'Url4xxCount', statusCode >= 400 && statusCode < 500 ? 1 : 0);
      meter.add(asked.name, 'Url5xxCount', statusCode >= 500 ? 1 : 0);
      meter.add(asked.name, 'UrlRequestLatency', durationMs);
    }
    engine.traces.add({
      service: 'lambda',
      action: 'InvokeFunctionUrl',
      resource: asked ? functionArn(engine, asked.name, asked.qualifier) : address.urlId,
      outcome,
      durationMs,
    });
    return true;
  };
}

/** Resolves with the outcome for the ledger. */
async function serve(lambda: Lambda, raw: RawRequest, address: Addressed): Promise<string> {
  const { engine, store, invoker } = lambda;
  const { request, response } = raw;
  const asked = store.ofUrl(address.urlId);
  if (!asked) throw new AwsError('AccessDeniedException', '', { status: 403 }); // AWS does not tell which URLs there are
  const url = urlOf(lambda, asked);
  const requestId = engine.random.uuid();
  const cors = url.cors && Object.keys(url.cors).length > 0 ? url.cors : undefined;
  if (cors && isPreflight(request)) {
    send(response, { status: 200, headers: {}, cookies: [], body: '' }, preflightHeaders(cors, request));
    return 'ok';
  }
  const target = store.resolve(asked);
  const signer = authorizeUrl(engine, url, target, asked.qualifier, raw);
  const traceId = newTraceId(engine);
  const payload = JSON.stringify(urlEvent(engine, raw, address, { requestId, traceId, signer }));
  checkSize(Buffer.byteLength(payload), 'RequestResponse');
  const ask: Ask = { target, payload, requestId, traceId };
  const extra = {
    'x-amzn-requestid': requestId,
    'x-amzn-trace-id': traceId,
    ...(cors && corsHeaders(cors, request)),
  };
  if (url.invokeMode === 'RESPONSE_STREAM') return stream(raw, await invokeStreaming(invoker, ask), extra);
  const answer = answerOf(await invoker.invoke(ask));
  send(response, answer, extra);
  return outcomeOf(answer);
}

/** Sends bytes as the function writes them. A function that fails in the middle cuts the connection. */
async function stream({ response, signal }: RawRequest, { contentType, body, answer }: StreamedInvoke, extra: Extra) {
  if (contentType === undefined) {
    send(response, functionFailed, extra);
    return outcomeOf(functionFailed);
  }
  if (signal.aborted) body.destroy();
  signal.addEventListener('abort', () => body.destroy());
  try {
    const head = await headOf(contentType, body);
    if (!head) {
      body.destroy();
      send(response, functionFailed, extra);
      return outcomeOf(functionFailed);
    }
    writeHead(response, head, extra);
    response.flushHeaders();
    if (head.rest.length > 0) response.write(head.rest);
    if (!body.readableEnded) await pipeline(body, response, { end: false });
    if ((await answer).failed) response.socket?.destroySoon();
    else response.end();
    return (await answer).failed ? 'FunctionError' : outcomeOf(head);
  } catch (error) {
    if (!signal.aborted) throw error;
    await answer; // the function goes on
    return 'ClientGone';
  }
}

/** Status and headers of a stream, and what was read of its body behind them; undefined when its prelude is not sound. */
async function headOf(contentType: string, body: Readable): Promise<(UrlHead & { rest: Buffer }) | undefined> {
  const nothing = Buffer.alloc(0);
  if (contentType !== PRELUDE_TYPE)
    return { status: 200, headers: { 'content-type': contentType }, cookies: [], rest: nothing };
  const read = await readPrelude(body);
  const head = read && preludeHead(read.prelude);
  return head && { ...head, rest: read.rest };
}

const outcomeOf = ({ status }: Pick<UrlHead, 'status'>): string => (status < 400 ? 'ok' : `${status}`);

function writeHead(response: ServerResponse, { status, headers, cookies }: UrlHead, extra: Extra): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  for (const [name, value] of Object.entries(extra)) response.appendHeader(name, value);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
}

function send(response: ServerResponse, answer: UrlAnswer, extra: Extra): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  writeHead(response, answer, extra);
  const bodiless = answer.status === 204 || answer.status === 304;
  if (!bodiless) response.setHeader('content-length', bytes.length);
  response.end(bodiless ? undefined : bytes);
}

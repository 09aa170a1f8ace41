/**
 * A request to an API, from its bytes to its answer: stage, CORS, route, throttle, authorizer, integration. Every request
 * leaves a trace; its payload does not.
 */
import type { ServerResponse } from 'node:http';
import type { RawRequest } from '../../../engine/service.ts';
import { LARGEST_HEAD_BYTES, LARGEST_PAYLOAD_BYTES } from '../limits.ts';
import type { ApiGateway } from '../members.ts';
import type { HeldApi } from '../model.ts';
import { logAccess } from './access-log.ts';
import { type Answer, internalError, payloadTooLarge, refusal, sendable } from './answer.ts';
import type { Authorizers } from './authorizers/authorizers.ts';
import { createCompiler } from './compiled.ts';
import { isPreflight, preflightAnswer, withCors } from './cors.ts';
import type { Routed } from './event.ts';
import { type Found, findRoute } from './find-route.ts';
import { integrate } from './integrate.ts';
import { type Address, type ApiRequest, addressed, headBytes, readRequest } from './request.ts';

const NOT_FOUND = refusal(404, 'Not Found');

/** An answer, and the request as far as it came. */
interface Served {
  readonly answer: Answer;
  readonly routed?: Routed;
}

/** The service's `raw`: false when the request is not to an API. */
export function createServe(gateway: ApiGateway, authorizers: Authorizers): (raw: RawRequest) => Promise<boolean> {
  const { engine, store } = gateway;
  const compile = createCompiler();

  async function serve(held: HeldApi, request: ApiRequest): Promise<Served> {
    const { corsConfiguration: cors, disableExecuteApiEndpoint } = held.api;
    if (disableExecuteApiEndpoint) return { answer: NOT_FOUND };
    if (request.body.length > LARGEST_PAYLOAD_BYTES) return { answer: payloadTooLarge() };
    if (cors && isPreflight(request)) return { answer: preflightAnswer(cors, request) };
    const found = findRoute(compile(held), request);
    if (typeof found === 'number') return { answer: found === 404 ? NOT_FOUND : refusal(400, 'Bad Request') };
    const { answer, routed = found.routed } = await admitted(found);
    return { answer: cors ? withCors(cors, request, answer) : answer, routed };
  }

  /** Behind the throttle and the authorizer: the integration. */
  async function admitted({ compiled, routed }: Found): Promise<Served> {
    if (!compiled.throttle(routed.route.routeKey, engine.clock.now()))
      return { answer: refusal(429, 'Too Many Requests') };
    const authorization = await authorizers.authorize(compiled.authorizers, routed);
    if (authorization && 'refused' in authorization) return { answer: authorization.refused };
    const known = authorization ? { ...routed, caller: authorization.caller } : routed;
    const integration = compiled.integrations.get(routed.route.target?.slice('integrations/'.length) ?? '');
    if (!integration) return { answer: internalError(`The route ${routed.route.routeKey} has no integration.`) };
    return { answer: await integrate(engine, integration, known), routed: known };
  }

  async function answerTo(raw: RawRequest, address: Address, request: ApiRequest): Promise<Served> {
    if (headBytes(raw, address) > LARGEST_HEAD_BYTES)
      return { answer: refusal(431, 'Request Header Fields Too Large') };
    const held = store.apis.get(address.apiId);
    return held ? serve(held, request) : { answer: NOT_FOUND };
  }

  return async (raw) => {
    const address = addressed(raw);
    if (!address) return false;
    const startedMs = engine.clock.monotonicMs();
    const request = readRequest(engine, raw, address);
    const { answer: made, routed } = await answerTo(raw, address, request);
    const answer = sendable(made);
    send(raw.response, request, answer);
    const durationMs = engine.clock.monotonicMs() - startedMs;
    if (routed) logAccess(engine, routed, answer, durationMs);
    engine.traces.add({
      service: 'apigateway',
      action: routed?.route.routeKey ?? `${request.method} (no route)`,
      resource: address.apiId,
      outcome: answer.status < 400 ? 'ok' : `${answer.status}`,
      durationMs,
      ...(answer.reason !== undefined && { detail: { reason: answer.reason } }),
    });
    return true;
  };
}

function send(
  response: ServerResponse,
  { method, requestId }: ApiRequest,
  { status, headers, cookies, body }: Answer,
): void {
  if (response.destroyed) return;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const all: Record<string, string | number | string[]> = { ...headers, 'apigw-requestid': requestId };
  if (cookies?.length) all['set-cookie'] = [...cookies];
  const bodiless = status === 204 || status === 304 || status < 200;
  if (!bodiless) all['content-length'] = bytes.length;
  response.writeHead(status, all);
  response.end(bodiless || method === 'HEAD' ? undefined : bytes);
}

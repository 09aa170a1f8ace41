/**
 * A request to an API, from its bytes to its answer: stage, CORS, route, throttle, authorizer, integration. Every request
 * leaves a trace; its payload does not.
 */
import type { ServerResponse } from 'node:http';
import type { RawRequest } from '../../../engine/service.ts';
import { LARGEST_PAYLOAD_BYTES } from '../limits.ts';
import type { ApiGateway } from '../members.ts';
import type { HeldApi } from '../model.ts';
import { logAccess } from './access-log.ts';
import { type Answer, answerOf, internalError, refusal, unavailable } from './answer.ts';
import { createAuthorize } from './authorize.ts';
import { type CompiledApi, type CompiledStage, createCompiler } from './compiled.ts';
import { isPreflight, preflightAnswer, withCors } from './cors.ts';
import { integrationEvent, type Routed } from './event.ts';
import { proxy } from './http-proxy.ts';
import { invokeFunction } from './invoke.ts';
import { type ApiRequest, addressed, readRequest } from './request.ts';

const NOT_FOUND = refusal(404, 'Not Found');

/** The service's `raw`: false when the request is not to an API. */
export function createServe(gateway: ApiGateway): (raw: RawRequest) => Promise<boolean> {
  const { engine, store } = gateway;
  const compile = createCompiler();
  const authorize = createAuthorize(engine);

  async function answer(held: HeldApi, request: ApiRequest): Promise<{ answer: Answer; routed?: Routed }> {
    const { corsConfiguration: cors, disableExecuteApiEndpoint } = held.api;
    if (disableExecuteApiEndpoint) return { answer: NOT_FOUND };
    if (request.body.length > LARGEST_PAYLOAD_BYTES) return { answer: refusal(413, 'Request Entity Too Large') };
    if (cors && isPreflight(request)) return { answer: preflightAnswer(cors, request) };
    const found = findRoute(compile(held), request);
    if (typeof found === 'number') return { answer: found === 404 ? NOT_FOUND : refusal(400, 'Bad Request') };
    const made = found.compiled.throttle(found.routed.route.routeKey, engine.clock.monotonicMs())
      ? await integrate(found)
      : refusal(429, 'Too Many Requests');
    return { answer: cors ? withCors(cors, request, made) : made, routed: found.routed };
  }

  async function integrate({ compiled, routed }: Found): Promise<Answer> {
    const { route } = routed;
    let context: object | undefined;
    if (route.authorizationType === 'CUSTOM') {
      const authorizer = compiled.authorizers.get(route.authorizerId ?? '');
      if (!authorizer) return internalError(`The authorizer ${route.authorizerId} does not exist.`);
      const authorization = await authorize(authorizer, routed);
      if ('refused' in authorization) return authorization.refused;
      context = { lambda: authorization.context };
    }
    const integration = compiled.integrations.get(route.target?.slice('integrations/'.length) ?? '');
    if (!integration) return internalError(`The route ${route.routeKey} has no integration.`);
    if (integration.integrationType === 'HTTP_PROXY') return proxy(engine, integration, routed);
    const event = integrationEvent(engine, routed, context);
    const result = await invokeFunction(engine, integration.integrationUri, event, integration.timeoutInMillis);
    if ('payload' in result) return answerOf(result.payload);
    return result.busy ? unavailable(result.failed) : internalError(result.failed);
  }

  return async (raw) => {
    const address = addressed(raw);
    if (!address) return false;
    const startedMs = engine.clock.monotonicMs();
    const request = readRequest(engine, raw, address);
    const held = store.apis.get(address.apiId);
    const { answer: made, routed } = held ? await answer(held, request) : { answer: NOT_FOUND };
    send(raw.response, request, made);
    const durationMs = engine.clock.monotonicMs() - startedMs;
    if (routed) logAccess(engine, routed, made, durationMs);
    engine.traces.add({
      service: 'apigateway',
      action: routed?.route.routeKey ?? `${request.method} (no route)`,
      resource: address.apiId,
      outcome: made.status < 400 ? 'ok' : `${made.status}`,
      durationMs,
      ...(made.reason !== undefined && { detail: { reason: made.reason } }),
    });
    return true;
  };
}

interface Found {
  readonly compiled: CompiledStage;
  readonly routed: Routed;
}

/** Stage and route; 404, or 400 for a path that cannot be decoded. */
function findRoute(stages: CompiledApi, request: ApiRequest): Found | 404 | 400 {
  const segments = decoded(request.path);
  if (!segments) return 400;
  const named = segments[0] === '$default' ? undefined : stages.get(segments[0] ?? '');
  const compiled = named ?? stages.get('$default');
  if (!compiled) return 404;
  const behind = named ? segments.slice(1) : segments;
  const match = compiled.match(request.method, behind.length > 0 ? behind : ['']);
  if (!match) return 404;
  return { compiled, routed: { ...match, request, stage: compiled.stage, rawPath: `/${segments.join('/')}` } };
}

function decoded(path: string): string[] | undefined {
  const segments = path.slice(1).split('/');
  if (!path.includes('%')) return segments;
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return undefined;
  }
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

/**
 * A small router for functions behind the HTTP API (payload format 2.0): method and path to a handler, problems to answers.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 *
 * 1. A handler gives a status and a body; throwing a ProblemError answers with that problem; anything else is a 500 without detail.
 * 2. Each route has a least role; a caller below it gets 403 and learns which role is needed.
 * 3. What no route fits gets 404 or 405 and learns what exists, from the one table in contracts/http.ts.
 */
import type {
  APIGatewayProxyEventV2WithLambdaAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { type ApiFunction, ROLES, ROUTES, type Role } from '../../contracts/http.ts';
import type { Log } from './observe.ts';
import { ProblemError, problem } from './problem.ts';

/** What the authorizer says about the caller. */
export interface Caller {
  readonly principal: string;
  readonly role: string;
}
export type HttpEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<Partial<Caller> | undefined>;

export interface HttpRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly caller: Caller;
  readonly context: Context;
}

export interface HttpResponse {
  readonly status: number;
  /** Sent as JSON; bytes as they are. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;
export type HttpFunction = (event: HttpEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

type RouteKey<F extends ApiFunction, R = (typeof ROUTES)[number]> = R extends {
  method: infer M extends string;
  path: infer P extends string;
  serves: F;
}
  ? `${M} ${P}`
  : never;
/** Exactly the routes that contracts/http.ts gives to the function. */
export type HttpHandlers<F extends ApiFunction> = Readonly<Record<RouteKey<F>, HttpHandler>>;

export function createHttpFunction<F extends ApiFunction>(handlers: HttpHandlers<F>, log: Log): HttpFunction {
  const byKey: Readonly<Record<string, HttpHandler>> = handlers;
  return async (event, context) => {
    try {
      const found = matchRoute(event.requestContext.http.method, event.rawPath);
      const handler = byKey[found.key];
      if (!handler) throw new Error(`The route ${found.key} leads to a function that does not serve it.`);
      const request = requestOf(event, context, found.params);
      requireRole(request.caller, found);
      return answer(await handler(request));
    } catch (error) {
      return failed(error, context, log);
    }
  };
}

function failed(error: unknown, context: Context, log: Log): APIGatewayProxyStructuredResultV2 {
  if (error instanceof ProblemError) return answerProblem(error);
  log.error('A request failed.', { request_id: context.awsRequestId, reason: String(error) });
  const detail = `The platform failed to answer; nothing is known of the outcome. Try again, and give ${context.awsRequestId} when you ask about it.`;
  return answerProblem(new ProblemError(problem('internal-error', detail)));
}

const answerProblem = ({ problem: body, headers }: ProblemError): APIGatewayProxyStructuredResultV2 =>
  answer({ status: body.status, body, headers: { 'content-type': 'application/problem+json', ...headers } });

const answer = ({ status, body, headers }: HttpResponse): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { 'content-type': 'application/json', ...headers },
  ...(body instanceof Uint8Array
    ? { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }
    : { body: JSON.stringify(body) }),
});

function requestOf(event: HttpEvent, context: Context, params: Readonly<Record<string, string>>): HttpRequest {
  const { principal = 'anonymous', role = 'none' } = event.requestContext.authorizer?.lambda ?? {};
  const body = event.body ?? '';
  const query = Object.entries(event.queryStringParameters ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return {
    params,
    query: Object.fromEntries(query),
    headers: event.headers,
    body: event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
    caller: { principal, role },
    context,
  };
}

/** Throws the problem that says which role is needed. A role that nobody knows may do nothing. */
export function requireRole({ principal, role }: Caller, { key, least }: { key: string; least: Role }): void {
  const names: readonly string[] = ROLES;
  const rank = (name: string) => names.indexOf(name);
  if (rank(role) >= rank(least)) return;
  const detail = `${key} needs the role ${least} or one above it; ${principal} has the role ${role}. Ask an admin for a key with another role.`;
  throw new ProblemError(problem('not-allowed', detail));
}

const PATTERNS = ROUTES.map(({ method, path, least }) => ({ method, path, least, words: path.split('/') }));

/** The route's key, such as `GET /v1/messages/{id}`, and its parameters. Throws a problem that names what exists. */
function matchRoute(method: string, path: string): { key: string; least: Role; params: Record<string, string> } {
  const words = path.replace(/\/+$/, '').split('/');
  const matches = PATTERNS.flatMap((route) => {
    const params = paramsOf(route.words, words);
    return params ? [{ key: `${route.method} ${route.path}`, least: route.least, params, method: route.method }] : [];
  });
  const found = matches.find((match) => match.method === method);
  if (found) return found;
  if (matches.length > 0) {
    const allow = matches.map((match) => match.method).join(', ');
    const detail = `${path} does not take ${method}; use ${allow}.`;
    throw new ProblemError(problem('method-not-allowed', detail), { allow });
  }
  const known = ROUTES.map((route) => `${route.method} ${route.path}`).join(', ');
  throw new ProblemError(problem('unknown-route', `${method} ${path} leads nowhere; there are: ${known}.`));
}

function paramsOf(pattern: readonly string[], words: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== words.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, expected] of pattern.entries()) {
    const word = words[i] ?? '';
    if (expected.startsWith('{') && word !== '') params[expected.slice(1, -1)] = decoded(word);
    else if (expected !== word) return undefined;
  }
  return params;
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

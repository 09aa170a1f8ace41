/**
 * Cross-origin requests, when the API is configured for them: preflights are answered here, and the headers of an
 * integration's own are replaced.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
import * as http from '../../../engine/http-event/cors.ts';
import { header } from '../../../engine/http-event/request.ts';
import { glob } from '../../../engine/policy/glob.ts';
import type { Cors } from '../model.ts';
import type { Answer } from './answer.ts';
import type { ApiRequest } from './request.ts';

export const isPreflight = ({ method, headers }: ApiRequest): boolean => http.isPreflight(method, headers);

export const preflightAnswer = (cors: Cors, request: ApiRequest): Answer => ({
  status: 204,
  headers: { ...originHeaders(cors, request), ...(allowedOrigin(cors, request) && http.preflightHeaders(cors)) },
  body: '',
});

/** The answer with the API's headers in place of the integration's. */
export function withCors(cors: Cors, request: ApiRequest, answer: Answer): Answer {
  const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...answer, headers: { ...Object.fromEntries(own), ...originHeaders(cors, request) } };
}

/** A star stands for any run of characters: `https://*`, `https://*.example.com`. */
function allowedOrigin({ allowOrigins = [] }: Cors, request: ApiRequest): string | undefined {
  const origin = header(request, 'origin');
  if (origin === undefined) return undefined;
  if (allowOrigins.includes('*')) return '*';
  const allowed = allowOrigins.some((one) => glob(one)(origin));
  return allowed ? origin : undefined;
}

function originHeaders(cors: Cors, request: ApiRequest): Record<string, string> {
  const origin = allowedOrigin(cors, request);
  if (origin === undefined) return {};
  return { ...http.originHeaders(cors, origin), ...(origin !== '*' && { vary: 'origin' }) };
}

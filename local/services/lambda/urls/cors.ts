/**
 * Cross-origin requests to a URL that is configured for them. Preflights are answered here; other answers get the headers
 * beside the function's own, twice if it sets them too, as on AWS.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
import type { IncomingMessage } from 'node:http';
import * as http from '../../../engine/http-event/cors.ts';
import type { UrlCors } from '../model.ts';

export const isPreflight = ({ method, headers }: IncomingMessage): boolean => http.isPreflight(method, headers);

/** `https://*` and `http://*` stand for all origins of that scheme. */
function allowedOrigin({ AllowOrigins = [] }: UrlCors, origin: string): string | undefined {
  if (AllowOrigins.includes('*')) return '*';
  const allowed = AllowOrigins.some(
    (one) => one === origin || (one.endsWith('://*') && origin.startsWith(one.slice(0, -1))),
  );
  return allowed ? origin : undefined;
}

/** Empty when the request comes from no origin, or from one that is not allowed. */
export function corsHeaders(cors: UrlCors, { headers }: IncomingMessage): Record<string, string> {
  const origin = headers.origin === undefined ? undefined : allowedOrigin(cors, headers.origin);
  if (origin === undefined) return {};
  return { ...http.originHeaders(settingsOf(cors), origin), ...(origin !== '*' && { vary: 'Origin' }) };
}

export function preflightHeaders(cors: UrlCors, request: IncomingMessage): Record<string, string> {
  const allowed = corsHeaders(cors, request);
  if (Object.keys(allowed).length === 0) return {};
  return { ...allowed, ...http.preflightHeaders(settingsOf(cors)) };
}

const settingsOf = (cors: UrlCors): http.CorsSettings => ({
  allowCredentials: cors.AllowCredentials,
  exposeHeaders: cors.ExposeHeaders,
  allowMethods: cors.AllowMethods,
  allowHeaders: cors.AllowHeaders,
  maxAge: cors.MaxAge,
});

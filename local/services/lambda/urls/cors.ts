/**
 * Cross-origin requests to a URL that is configured for them. Preflights are answered here; other answers get the headers
 * beside the function's own, twice if it sets them too, as on AWS.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
import type { IncomingMessage } from 'node:http';
import type { UrlCors } from '../model.ts';

export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

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
  return {
    'access-control-allow-origin': origin,
    ...(origin !== '*' && { vary: 'Origin' }),
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders?.length && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
  };
}

export function preflightHeaders(cors: UrlCors, request: IncomingMessage): Record<string, string> {
  const allowed = corsHeaders(cors, request);
  if (Object.keys(allowed).length === 0) return {};
  return {
    ...allowed,
    ...(cors.AllowMethods?.length && { 'access-control-allow-methods': cors.AllowMethods.join(',') }),
    ...(cors.AllowHeaders?.length && { 'access-control-allow-headers': cors.AllowHeaders.join(',') }),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': `${cors.MaxAge}` }),
  };
}

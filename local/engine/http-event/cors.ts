/**
 * Cross-origin requests: what is a preflight, and the headers that tell a browser what is allowed.
 * https://fetch.spec.whatwg.org/#http-cors-protocol
 */

/** What a URL or an API is configured with. */
export interface CorsSettings {
  readonly allowCredentials?: boolean | undefined;
  readonly exposeHeaders?: readonly string[] | undefined;
  readonly allowMethods?: readonly string[] | undefined;
  readonly allowHeaders?: readonly string[] | undefined;
  /** Seconds. */
  readonly maxAge?: number | undefined;
}

export const isPreflight = (method: string | undefined, headers: Readonly<Record<string, unknown>>): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** Of every answer to an origin that is allowed; `*` where any is. `Vary` is the caller's to say: AWS writes it in two ways. */
export const originHeaders = (
  { allowCredentials, exposeHeaders }: CorsSettings,
  allowedOrigin: string,
): Record<string, string> => ({
  'access-control-allow-origin': allowedOrigin,
  ...(allowCredentials && { 'access-control-allow-credentials': 'true' }),
  ...(exposeHeaders?.length && { 'access-control-expose-headers': exposeHeaders.join(',') }),
});

/** Of the answers to preflights beside those. */
export const preflightHeaders = ({ allowMethods, allowHeaders, maxAge }: CorsSettings): Record<string, string> => ({
  ...(allowMethods?.length && { 'access-control-allow-methods': allowMethods.join(',') }),
  ...(allowHeaders?.length && { 'access-control-allow-headers': allowHeaders.join(',') }),
  ...(maxAge !== undefined && { 'access-control-max-age': `${maxAge}` }),
});

/** What a client gets: made of what a function returned, or of what went wrong. */

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string | Uint8Array;
  /** Why it is an error, for the access log; clients are not told. */
  readonly reason?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting.html */
export const refusal = (status: number, message: string, reason?: string): Answer => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify({ message }),
  ...(reason !== undefined && { reason }),
});

export const internalError = (reason: string): Answer => refusal(500, 'Internal Server Error', reason);
export const unavailable = (reason: string): Answer => refusal(503, 'Service Unavailable', reason);

/** These are the gateway's own to set. */
const HOP_BY_HOP = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/**
 * The answer that a function's result stands for: an object with `statusCode` says all itself; anything else is the body of a
 * 200. `payload` is the result as JSON text.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function answerOf(payload: string): Answer {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return internalError('The function returned no JSON.');
  }
  if (result === null || typeof result !== 'object' || !('statusCode' in result))
    return { status: 200, headers: JSON_TYPE, body: typeof result === 'string' ? result : payload };
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded } = result as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599)
    return internalError(`The function returned the status ${JSON.stringify(statusCode)}.`);
  if (typeof body !== 'string' && body !== null) return internalError('The function returned a body that is not text.');
  if (cookies !== undefined && !Array.isArray(cookies))
    return internalError('The function returned cookies as no list.');
  return {
    status,
    headers: headersOf(headers),
    ...(cookies && { cookies: cookies.map(String) }),
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

function headersOf(given: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    const lower = name.toLowerCase();
    if (value !== null && value !== undefined && !HOP_BY_HOP.has(lower)) headers[lower] = String(value);
  }
  headers['content-type'] ??= 'text/plain;charset=UTF-8';
  return headers;
}

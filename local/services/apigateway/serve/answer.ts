/** What a client gets: made of what a function returned, or of what went wrong. */
import * as z from 'zod';
import { resultHeaders, unsendable } from '../../../engine/http-event/answer.ts';

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

export const payloadTooLarge = (reason?: string): Answer => refusal(413, 'Request Entity Too Large', reason);
export const internalError = (reason: string): Answer => refusal(500, 'Internal Server Error', reason);

/** The answer, unless it has a header that HTTP cannot carry: an integration or a mapping made it. */
export function sendable(answer: Answer): Answer {
  const bad = unsendable(answer.headers, answer.cookies);
  return bad === undefined ? answer : internalError(`The header ${JSON.stringify(bad)} cannot be sent.`);
}

export const unavailable = (reason: string): Answer => refusal(503, 'Service Unavailable', reason);

/**
 * The answer that a function's result stands for, in format 2.0: an object with `statusCode` says all itself; anything else is
 * the body of a 200. `payload` is the result as JSON text.
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
  return toldAnswer(result as Record<string, unknown>);
}

/** The same in format 1.0: the object is asked for, headers may be lists, and cookies are headers. */
export function legacyAnswerOf(payload: string): Answer {
  const result = z.looseObject({ statusCode: z.unknown() }).safeParse(parsed(payload));
  if (!result.success || result.data.statusCode === undefined)
    return internalError('The function returned no object with a statusCode.');
  const { headers, multiValueHeaders, cookies: _, ...rest } = result.data;
  const lists = z.record(z.string(), z.array(z.unknown())).safeParse(multiValueHeaders ?? {});
  if (!lists.success) return internalError('The function returned multiValueHeaders as no lists.');
  const all = Object.entries(headers ?? {}).map(([name, value]): [string, unknown[]] => [name.toLowerCase(), [value]]);
  for (const [name, values] of Object.entries(lists.data)) all.push([name.toLowerCase(), values]);
  const [cookies, others] = [
    all.filter(([name]) => name === 'set-cookie'),
    all.filter(([name]) => name !== 'set-cookie'),
  ];
  const merged = Object.fromEntries(others.map(([name, values]) => [name, values.map(String).join(',')]));
  return toldAnswer({ ...rest, headers: merged, cookies: cookies.flatMap(([, values]) => values) });
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function toldAnswer(result: Readonly<Record<string, unknown>>): Answer {
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded } = result;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    return internalError(`The function returned the status ${JSON.stringify(statusCode)}.`);
  if (typeof body !== 'string' && body !== null) return internalError('The function returned a body that is not text.');
  if (cookies !== undefined && !Array.isArray(cookies))
    return internalError('The function returned cookies as no list.');
  return {
    status,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...resultHeaders(headers) },
    ...(cookies && { cookies: cookies.map(String) }),
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

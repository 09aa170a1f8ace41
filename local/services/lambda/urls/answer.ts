/** What a client of a function's URL gets: made of what the function returned, or of what went wrong. */
import { resultHeaders, unsendable } from '../../../engine/http-event/answer.ts';
import type { Outcome } from '../execution/outcome.ts';
import { PRELUDE_TYPE, splitPrelude } from './prelude.ts';

export interface UrlHead {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

export interface UrlAnswer extends UrlHead {
  readonly body: string | Uint8Array;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const BYTES_TYPE = { 'content-type': 'application/octet-stream' };

/** Lambda's own refusals. */
export const refusal = (status: number, code: string, message: string | null): UrlAnswer => ({
  status,
  headers: { ...JSON_TYPE, 'x-amzn-errortype': code },
  cookies: [],
  body: JSON.stringify({ Message: message }),
});

/** For whatever a function did wrong, a timeout too: the client is not told more. */
export const functionFailed: UrlAnswer = {
  status: 502,
  headers: JSON_TYPE,
  cookies: [],
  body: 'Internal Server Error',
};

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload */
export function answerOf({ failed, payload, streamed }: Outcome): UrlAnswer {
  if (failed) return functionFailed;
  if (streamed) return wholeStream(streamed);
  const result: unknown = JSON.parse(payload);
  if (typeof result === 'string') return { status: 200, headers: JSON_TYPE, cookies: [], body: result };
  if (!isRecord(result) || !('statusCode' in result))
    return { status: 200, headers: JSON_TYPE, cookies: [], body: payload };
  const head = headOf(result, JSON_TYPE);
  if (!head) return functionFailed;
  const { body = '', isBase64Encoded } = result;
  const text = typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body);
  return { ...head, body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text };
}

function wholeStream({ contentType, bytes }: NonNullable<Outcome['streamed']>): UrlAnswer {
  if (contentType !== PRELUDE_TYPE)
    return { status: 200, headers: { 'content-type': contentType }, cookies: [], body: bytes };
  const split = splitPrelude(bytes);
  const head = split && preludeHead(split.prelude);
  return head ? { ...head, body: split.rest } : functionFailed;
}

/** Undefined when it is not of the form that a prelude has. */
export const preludeHead = (prelude: unknown): UrlHead | undefined =>
  isRecord(prelude) ? headOf({ statusCode: 200, ...prelude }, BYTES_TYPE) : undefined;

function headOf(given: Record<string, unknown>, fallback: Readonly<Record<string, string>>): UrlHead | undefined {
  const { statusCode, headers, cookies } = given;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (cookies !== undefined && cookies !== null && !Array.isArray(cookies)) return undefined;
  const head = { status, headers: { ...fallback, ...resultHeaders(headers) }, cookies: (cookies ?? []).map(String) };
  return unsendable(head.headers, head.cookies) === undefined ? head : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

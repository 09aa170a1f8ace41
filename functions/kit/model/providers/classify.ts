/**
 * What a provider's error means in the platform's words (MODEL_ERRORS). Looks at status, headers and codes, and at the provider's own
 * sentence only to recognise it; that sentence may quote the prompt, so it is never passed on.
 *
 * OpenAI: https://platform.openai.com/docs/guides/error-codes
 * Bedrock: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
 */
import { APICallError } from '@ai-sdk/provider';
import type { ModelErrorCode, ModelRef } from '../../../../contracts/model.ts';
import { ModelError } from '../port.ts';

const BY_STATUS: Readonly<Record<number, ModelErrorCode>> = {
  401: 'NotAuthorised',
  402: 'NotAllowed',
  403: 'NotAllowed',
  404: 'UnknownModel',
  408: 'Timeout',
  409: 'ProviderFailed',
  413: 'ContextTooLong',
  424: 'ProviderFailed',
  425: 'ProviderFailed',
  429: 'RateLimited',
};

/** "maximum context length is", "input is too long for requested model", "exceeds the available context size", `context_length_exceeded`. */
const TOO_LONG =
  /context[ _-]?(length|window|size)|(input|prompt|messages?) (is|are) too (long|large)|too many (input |prompt )?tokens|maximum (number of )?(input )?tokens/i;
/** `content_filter`, `content_policy_violation`, guardrails of Bedrock. */
const FILTERED = /content[ _-]?(filter|policy|management)|responsible ai|guardrail/i;
/** Of OpenAI: a 429 that no waiting helps. */
const NO_MONEY = /insufficient[ _]quota|billing/i;

/** Errors of the AI SDK about an answer that cannot be read. */
const GARBLED: ReadonlySet<string> = new Set([
  ...['AI_JSONParseError', 'AI_TypeValidationError', 'AI_InvalidResponseDataError'],
  ...['AI_EmptyResponseBodyError', 'AI_NoContentGeneratedError'],
]);
const NOT_AUTHORISED: ReadonlySet<string> = new Set([
  'AI_LoadAPIKeyError',
  'AI_LoadSettingError',
  'CredentialsProviderError',
]);
const BAD_REQUEST: ReadonlySet<string> = new Set([
  'AI_UnsupportedFunctionalityError',
  'AI_InvalidPromptError',
  'AI_InvalidArgumentError',
]);

const REMEDIES: Partial<Readonly<Record<ModelErrorCode, string>>> = {
  NotAuthorised: 'Check the key or the credentials of the function.',
  NotAllowed: 'Ask for access to the model, or name another one.',
  UnknownModel: 'Check its name; a model of Ollama must be pulled first.',
  RateLimited: 'It is asked again later.',
  ContextTooLong: 'Shorten what is sent, or name a model with a larger context.',
  ContentFiltered: 'Its filter refused the request or the answer.',
  BadRequest: 'It would refuse the same request again.',
  ConnectionFailed: 'Check its address, and whether it runs.',
};

/** @param nowMs epoch, for a Retry-After that names a date */
export function classify(error: unknown, model: ModelRef, nowMs: number): ModelError {
  if (error instanceof ModelError) return error;
  if (APICallError.isInstance(error) && error.statusCode !== undefined)
    return ofStatus(error, error.statusCode, model, nowMs);
  const name = nameOf(error);
  if (GARBLED.has(name)) return failure('Garbled', model, 'an answer that cannot be read');
  if (BAD_REQUEST.has(name)) return failure('BadRequest', model, `a request that it cannot take (${name})`);
  if (NOT_AUTHORISED.has(name) || (error instanceof Error && /AWS credential|AWS SigV4/.test(error.message)))
    return failure('NotAuthorised', model, 'no credentials that could be found');
  const network = networkCodeOf(error);
  if (network) return failure('ConnectionFailed', model, network);
  return inStream(error, model);
}

function ofStatus(error: APICallError, status: number, model: ModelRef, nowMs: number): ModelError {
  if (status >= 200 && status < 300) {
    // The answer had begun well: it broke off, or is not what it should be.
    const network = networkCodeOf(error);
    return failure(network ? 'ConnectionFailed' : 'Garbled', model, network ?? 'an answer that cannot be read');
  }
  const code = codeOf(status, `${error.message} ${error.responseBody ?? ''}`);
  const isBusy = code === 'RateLimited' || status >= 500;
  const retryAfterMs = isBusy ? retryAfterOf(error.responseHeaders ?? {}, nowMs) : undefined;
  return failure(code, model, `status ${status}`, { status, retryAfterMs });
}

/** What a stream said in the place of its next piece: `{ message, type, code }` of OpenAI's protocol, as far as servers keep to it. */
function inStream(error: unknown, model: ModelRef): ModelError {
  const { message, type, code } = (typeof error === 'object' && error !== null ? error : { message: error }) as {
    readonly [name in 'message' | 'type' | 'code']?: unknown;
  };
  const said = [message, type, code].filter((one) => typeof one === 'string').join(' ');
  const status = typeof code === 'number' && code >= 400 && code < 600 ? code : undefined;
  if (/rate[ _]limit|too many requests/i.test(said)) return failure('RateLimited', model, 'an error in its stream');
  return failure(codeOf(status ?? 500, said), model, 'an error in its stream', { status });
}

function codeOf(status: number, said: string): ModelErrorCode {
  if (status === 429) return NO_MONEY.test(said) ? 'NotAllowed' : 'RateLimited';
  if (status === 401 || status === 403 || status === 404) return BY_STATUS[status] ?? 'BadRequest';
  if (TOO_LONG.test(said)) return 'ContextTooLong';
  if (FILTERED.test(said)) return 'ContentFiltered';
  return BY_STATUS[status] ?? (status >= 500 ? 'ProviderFailed' : 'BadRequest');
}

function failure(
  code: ModelErrorCode,
  model: ModelRef,
  what: string,
  more: { readonly status?: number | undefined; readonly retryAfterMs?: number | undefined } = {},
): ModelError {
  const remedy = REMEDIES[code] ?? 'It is asked again, where that may help.';
  return new ModelError(code, `${model} gave ${what}. ${remedy}`, more);
}

/** Seconds, or a date; `retry-after-ms` of some OpenAI-compatible servers first. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterOf(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? 'none');
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const told = headers['retry-after'];
  if (told === undefined) return undefined;
  const seconds = Number(told);
  const waitMs = told.trim() !== '' && Number.isFinite(seconds) ? seconds * 1000 : Date.parse(told) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

const NETWORK =
  /^(E[A-Z_]+|UND_ERR_[A-Z_]+|ERR_(SSL|TLS|SOCKET|STREAM)[A-Z_]*|HPE_[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)$/;

/** `ECONNREFUSED`, wherever in the chain of causes it stands. */
function networkCodeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 5) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && NETWORK.test(code)) return code;
  return networkCodeOf(error.cause, depth + 1);
}

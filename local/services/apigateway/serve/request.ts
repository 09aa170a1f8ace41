/** A request to an API, read once: whose it is, and what of it authorizers, integrations and logs ask for. */
import type { Engine } from '../../../engine/engine.ts';
import type { RawRequest } from '../../../engine/service.ts';

export interface ApiRequest {
  readonly apiId: string;
  /** Path behind the API's address, still encoded, with the stage in front if the client named one. */
  readonly path: string;
  readonly method: string;
  readonly rawQueryString: string;
  readonly query: Readonly<Record<string, string>> | undefined;
  /** Names in lower case, repeated ones joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[] | undefined;
  readonly body: Buffer;
  readonly protocol: string;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly timeEpochMs: number;
}

const PATH_FORM = /^\/_api\/([a-z0-9]+)(\/.*)?$/;
const HOST_FORM = /^([a-z0-9]+)\.execute-api\./;

/** API and path of `/_api/<id>/…` or of a `Host: <id>.execute-api.…`; undefined when it is no request to an API. */
export function addressed({ request, url }: RawRequest): { apiId: string; path: string } | undefined {
  const { pathname } = url;
  if (pathname.startsWith('/_api/')) {
    const [, apiId, path = '/'] = PATH_FORM.exec(pathname) ?? [];
    return apiId === undefined ? undefined : { apiId, path };
  }
  const apiId = HOST_FORM.exec(request.headers.host ?? '')?.[1];
  return apiId === undefined ? undefined : { apiId, path: pathname };
}

const REQUEST_ID_LENGTH = 15;

export function readRequest(
  engine: Engine,
  { request, url, body }: RawRequest,
  { apiId, path }: { apiId: string; path: string },
): ApiRequest {
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const { headers, cookies } = readHeaders(request.rawHeaders);
  headers['x-forwarded-for'] ??= sourceIp;
  headers['x-forwarded-port'] ??= url.port;
  headers['x-forwarded-proto'] ??= 'http';
  return {
    apiId,
    path,
    method: request.method ?? 'GET',
    rawQueryString: url.search.slice(1),
    query: url.search.length > 1 ? joined(url.searchParams) : undefined,
    headers,
    cookies,
    body,
    protocol: `HTTP/${request.httpVersion}`,
    sourceIp,
    requestId: `${engine.random.id(REQUEST_ID_LENGTH)}=`,
    timeEpochMs: engine.clock.now(),
  };
}

function readHeaders(raw: readonly string[]) {
  const headers: Record<string, string> = {};
  let cookies: string[] | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    if (name === 'cookie') cookies = [...(cookies ?? []), ...value.split('; ')];
    else headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return { headers, cookies };
}

function joined(parameters: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of parameters) query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  return query;
}

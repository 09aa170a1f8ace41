/** A request to an API, read once: whose it is, and what of it authorizers, integrations and logs ask for. */
import type { Engine } from '../../../engine/engine.ts';
import type { RawRequest } from '../../../engine/service.ts';

/** Values by name, each name with at least one; without a prototype, because clients choose the names. */
export type Lists = Readonly<Record<string, readonly string[]>>;

export interface ApiRequest {
  readonly apiId: string;
  /** Path behind the API's address, still encoded, with the stage in front if the client named one. */
  readonly path: string;
  readonly method: string;
  /** As it was sent. */
  readonly rawQueryString: string;
  /** Decoded, in the order they came. */
  readonly query: Lists;
  /** Names in lower case; cookies are not among them. */
  readonly headers: Lists;
  readonly cookies: readonly string[] | undefined;
  readonly body: Buffer;
  readonly protocol: string;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly timeEpochMs: number;
}

/** Where a request goes: the API, and the path and the query behind its address, as they were sent. */
export interface Address {
  readonly apiId: string;
  readonly path: string;
  readonly query: string;
}

const PATH_FORM = /^\/_api\/([a-z0-9]+)(\/.*)?$/s;
const HOST_FORM = /^([a-z0-9]+)\.execute-api\./;

/** API and path of `/_api/<id>/…` or of a `Host: <id>.execute-api.…`; undefined when it is no request to an API. */
export function addressed({ request, url }: RawRequest): Address | undefined {
  const target = request.url?.startsWith('/') ? request.url : `${url.pathname}${url.search}`;
  const mark = target.indexOf('?');
  const [path, query] = mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
  if (path.startsWith('/_api/')) {
    const [, apiId, behind = '/'] = PATH_FORM.exec(path) ?? [];
    return apiId === undefined ? undefined : { apiId, path: behind, query };
  }
  const apiId = HOST_FORM.exec(request.headers.host ?? '')?.[1];
  return apiId === undefined ? undefined : { apiId, path, query };
}

/** What counts against the quota: the request line and the values of the headers. */
export function headBytes({ request }: RawRequest, { path, query }: Address): number {
  const line = `${request.method} ${path}?${query} HTTP/${request.httpVersion}`;
  return request.rawHeaders.reduce((sum, text, i) => sum + (i % 2 === 1 ? text.length : 0), line.length);
}

const REQUEST_ID_LENGTH = 15;
/** They end at API Gateway: events that were recorded have none of them. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

export function readRequest(
  engine: Engine,
  { request, url, body }: RawRequest,
  { apiId, path, query }: Address,
): ApiRequest {
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const { headers, cookies } = readHeaders(request.rawHeaders);
  const timeEpochMs = engine.clock.now();
  for (const name of HOP_BY_HOP) delete headers[name];
  headers['content-length'] = [`${body.length}`];
  headers['x-forwarded-for'] = [[...(headers['x-forwarded-for'] ?? []), sourceIp].join(', ')];
  headers['x-forwarded-port'] = [url.port];
  headers['x-forwarded-proto'] = ['http'];
  headers['x-amzn-trace-id'] ??= [traceId(engine, timeEpochMs)];
  return {
    apiId,
    path,
    method: request.method ?? 'GET',
    rawQueryString: query,
    query: readQuery(query),
    headers,
    cookies,
    body,
    protocol: `HTTP/${request.httpVersion}`,
    sourceIp,
    requestId: `${engine.random.id(REQUEST_ID_LENGTH)}=`,
    timeEpochMs,
  };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
const traceId = ({ random }: Engine, atMs: number): string =>
  `Root=1-${Math.floor(atMs / 1000).toString(16)}-${random.hex(24)}`;

function readHeaders(raw: readonly string[]) {
  const headers: Record<string, string[]> = Object.create(null);
  let cookies: string[] | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    if (name === 'cookie') cookies = [...(cookies ?? []), ...value.split('; ')];
    else headers[name] = [...(headers[name] ?? []), value];
  }
  return { headers, cookies };
}

function readQuery(query: string): Lists {
  const parameters = new URLSearchParams(query);
  const lists: Record<string, string[]> = Object.create(null);
  for (const name of new Set(parameters.keys())) lists[name] = parameters.getAll(name);
  return lists;
}

/** Repeated values with commas between them. */
export const joined = (lists: Lists): Record<string, string> =>
  Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.join(',')]));

/** The value of a header by its name in lower case, repeated ones joined. */
export const header = ({ headers, cookies }: Pick<ApiRequest, 'headers' | 'cookies'>, name: string) =>
  name === 'cookie' ? cookies?.join('; ') : headers[name]?.join(',');

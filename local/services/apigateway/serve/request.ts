/** A request to an API, read once: whose it is, and what of it authorizers, integrations and logs ask for. */
import type { Engine } from '../../../engine/engine.ts';
import { type HttpRequest, type Lists, readHttp } from '../../../engine/http-event/request.ts';
import type { RawRequest } from '../../../engine/service.ts';

export interface ApiRequest extends HttpRequest {
  readonly apiId: string;
  /** Path behind the API's address, still encoded, with the stage in front if the client named one. */
  readonly path: string;
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

export function readRequest(engine: Engine, raw: RawRequest, { apiId, path, query }: Address): ApiRequest {
  const read = readHttp(raw, query);
  const timeEpochMs = engine.clock.now();
  const forwardedFor = [...(read.headers['x-forwarded-for'] ?? []), read.sourceIp].join(', ');
  const headers: Lists = Object.assign(Object.create(null), read.headers, {
    'content-length': [`${read.body.length}`],
    'x-forwarded-for': [forwardedFor],
    'x-forwarded-port': [raw.url.port],
    'x-forwarded-proto': ['http'],
    'x-amzn-trace-id': read.headers['x-amzn-trace-id'] ?? [traceId(engine, timeEpochMs)],
  });
  return { ...read, headers, apiId, path, requestId: `${engine.random.id(REQUEST_ID_LENGTH)}=`, timeEpochMs };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
const traceId = ({ random }: Engine, atMs: number): string =>
  `Root=1-${Math.floor(atMs / 1000).toString(16)}-${random.hex(24)}`;

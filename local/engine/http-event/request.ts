/** A request over HTTP as functions behind a URL or an API are told of it, read once: headers, cookies, query and where it came from. */
import type { RawRequest } from '../service.ts';

/** Values by name, each name with at least one; without a prototype, because clients choose the names. */
export type Lists = Readonly<Record<string, readonly string[]>>;

export interface HttpRequest {
  readonly method: string;
  /** As it was sent, without the question mark. */
  readonly rawQueryString: string;
  /** Decoded, in the order they came. */
  readonly query: Lists;
  /** Names in lower case; cookies and the headers of the connection are not among them. */
  readonly headers: Lists;
  readonly cookies: readonly string[] | undefined;
  readonly body: Buffer;
  /** `HTTP/1.1` */
  readonly protocol: string;
  readonly sourceIp: string;
}

/** They end where the connection ends: events that were recorded have none of them. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

export function readHttp({ request, body }: RawRequest, rawQueryString: string): HttpRequest {
  return {
    method: request.method ?? 'GET',
    rawQueryString,
    query: readQuery(rawQueryString),
    ...readHeaders(request.rawHeaders),
    body,
    protocol: `HTTP/${request.httpVersion}`,
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
  };
}

function readHeaders(raw: readonly string[]) {
  const headers: Record<string, string[]> = Object.create(null);
  let cookies: string[] | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    if (name === 'cookie') cookies = [...(cookies ?? []), ...value.split(/; */)];
    else headers[name] = [...(headers[name] ?? []), value];
  }
  for (const name of HOP_BY_HOP) delete headers[name];
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
export const header = ({ headers, cookies }: Pick<HttpRequest, 'headers' | 'cookies'>, name: string) =>
  name === 'cookie' ? cookies?.join('; ') : headers[name]?.join(',');

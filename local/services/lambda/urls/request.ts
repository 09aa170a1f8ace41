/** A request to a function's URL, read once: whose it is, and what of it the function is told. */
import type { RawRequest } from '../../../engine/service.ts';

export interface Addressed {
  readonly urlId: string;
  /** Path behind the URL's own, as it was sent: URLs of functions do not decode it, unlike HTTP APIs. */
  readonly path: string;
  readonly rawQueryString: string;
}

const PATH_FORM = /^\/_url\/([a-z0-9]+)(\/[^?]*)?(?:\?(.*))?$/;
const HOST_FORM = /^([a-z0-9]+)\.lambda-url\./;

/** Of `/_url/<id>/…` or of a `Host: <id>.lambda-url.…`; undefined when it is no request to a function's URL. */
export function addressed({ request }: RawRequest): Addressed | undefined {
  const target = request.url ?? '/';
  const byPath = PATH_FORM.exec(target);
  if (byPath) {
    const [, urlId = '', path = '/', rawQueryString = ''] = byPath;
    return { urlId, path, rawQueryString };
  }
  const urlId = HOST_FORM.exec(request.headers.host ?? '')?.[1];
  if (urlId === undefined) return undefined;
  const mark = target.indexOf('?');
  return mark < 0
    ? { urlId, path: target, rawQueryString: '' }
    : { urlId, path: target.slice(0, mark), rawQueryString: target.slice(mark + 1) };
}

/** Names in lower case, repeated ones joined with commas; cookies apart, each by itself. */
export function readHeaders(raw: readonly string[]): { headers: Record<string, string>; cookies?: string[] } {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    if (name === 'cookie') cookies.push(...value.split(/; */));
    else if (name !== 'connection') headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return cookies.length > 0 ? { headers, cookies } : { headers };
}

/** Decoded; repeated parameters joined with commas. Undefined when there are none. */
export function readQuery(rawQueryString: string): Record<string, string> | undefined {
  if (rawQueryString === '') return undefined;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString))
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  return query;
}

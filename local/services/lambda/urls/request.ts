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

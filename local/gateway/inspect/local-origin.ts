/**
 * Whether a request comes from this machine's own programs and pages. The port is open to every page that a browser shows: one
 * that had its name resolved to 127.0.0.1 would read along, were its Host or Origin not looked at.
 * https://fetch.spec.whatwg.org/#origin-header
 */
import type { IncomingHttpHeaders } from 'node:http';

/** `localhost` and what is below it: https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const isLocal = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

function hostnameOf(url: string): string | undefined {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
}

/** Why the request is refused; undefined when it is not. */
export function strangerIn(headers: IncomingHttpHeaders): string | undefined {
  const named = hostnameOf(`http://${headers.host ?? ''}`);
  return named === undefined || !isLocal(named) ? `Host ${headers.host ?? '(none)'}` : foreignPage(headers);
}

/**
 * The page of elsewhere that a browser asks for; undefined for programs and for pages of this machine. Pages may send simple
 * requests anywhere, and pictures have no Origin. https://fetch.spec.whatwg.org/#simple-header, https://www.w3.org/TR/fetch-metadata/
 */
export function foreignPage(headers: IncomingHttpHeaders): string | undefined {
  const { origin } = headers;
  if (origin === undefined)
    return headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] === 'no-cors'
      ? 'The page'
      : undefined;
  const from = hostnameOf(origin);
  return from !== undefined && isLocal(from) ? undefined : `Origin ${origin}`;
}

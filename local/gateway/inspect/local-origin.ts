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
export function strangerIn({ host, origin }: IncomingHttpHeaders): string | undefined {
  const named = hostnameOf(`http://${host ?? ''}`);
  if (named === undefined || !isLocal(named)) return `Host ${host ?? '(none)'}`;
  if (origin === undefined) return undefined;
  const from = hostnameOf(origin);
  return from !== undefined && isLocal(from) ? undefined : `Origin ${origin}`;
}

/** What a function's result becomes on the wire: the headers that it may set, and whether HTTP can carry them. */
import { validateHeaderName, validateHeaderValue } from 'node:http';

/** These are the server's own to set. */
const HOP_BY_HOP = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Of the member `headers` of a result: names in lower case, values as text. */
export function resultHeaders(given: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    const lower = name.toLowerCase();
    if (value !== null && value !== undefined && !HOP_BY_HOP.has(lower)) headers[lower] = String(value);
  }
  return headers;
}

/** The first header that HTTP cannot carry: it takes no line breaks, and not every character in names. */
export function unsendable(
  headers: Readonly<Record<string, string>>,
  cookies: readonly string[] = [],
): string | undefined {
  const all = [...Object.entries(headers), ...cookies.map((cookie) => ['set-cookie', cookie] as const)];
  return all.find(([name, value]) => !carries(name, value))?.[0];
}

function carries(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

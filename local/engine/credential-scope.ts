/** Who a request says it is signed by, and for which service. Signatures are read for that, never verified. */
import type { IncomingHttpHeaders } from 'node:http';

/** Credential scope of `Authorization` or of a presigned URL's query: the access key and the service's signing name. */
export function credentialScope(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
): { accessKeyId?: string; signingName?: string } {
  const credential = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? query.get('X-Amz-Credential');
  const [accessKeyId, , , signingName] = credential?.split('/') ?? [];
  return { ...(accessKeyId && { accessKeyId }), ...(signingName && { signingName }) };
}

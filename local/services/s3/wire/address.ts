/**
 * Which requests are S3's, and which bucket and key they are about. Owns path style, virtual-host style, and nothing behind it.
 *
 * 1. Signed for `s3`, or sent to a host name of S3: S3's, whatever the path, but for the addresses of functions and HTTP APIs
 *    (`/_url/…`, `/_api/…`, and their host names): no bucket has such a name, and who signs wrongly is told so there.
 * 2. Unsigned, to no host of another service, and the first segment of the path (or the label before `.localhost`) is a
 *    bucket that exists: S3's too.
 * 3. Paths are read as they came: `a/../b` and `a//b` are keys, and a URL parser would change them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../../engine/aws-error.ts';
import { credentialScope } from '../../../engine/credential-scope.ts';

export interface Address {
  readonly bucket?: string;
  readonly key?: string;
  readonly query: URLSearchParams;
  /** Access key of the credential scope; absent when nobody signed. */
  readonly accessKeyId?: string;
  /** Signed in the query. */
  readonly presigned: boolean;
}

interface Asked {
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

const S3_HOST = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d)?\.(?:amazonaws\.com|localhost)$/;

/** Clients of a proxy send the whole URL. https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
const ABSOLUTE_FORM = /^https?:\/\/[^/?]*\/?/i;
const ANOTHERS_PATH = /^\/_(?:url|api)\//;
const ANOTHERS_HOST = /^[a-z0-9]+\.(?:lambda-url|execute-api)\./;

/** A scope of any other service in the header: most requests end here, before anything else of them is read. */
const ANOTHERS_SCOPE = /Credential=[^,\s/]+\/[^,\s/]*\/[^,\s/]*\/(?!s3\/)[^,\s/]+\//;

/** Undefined when the request is not S3's. Throws InvalidURI when its path is no text. */
export function addressOf(asked: Asked, exists: (bucket: string) => boolean): Address | undefined {
  if (ANOTHERS_SCOPE.test(asked.headers.authorization ?? '')) return undefined;
  const [path = '/', ...search] = (asked.url ?? '/').replace(ABSOLUTE_FORM, '/').split('?');
  const query = new URLSearchParams(search.join('?'));
  const { accessKeyId, signingName } = credentialScope(asked.headers, query);
  const host = (asked.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const byHost = S3_HOST.exec(host);
  const label = host.endsWith('.localhost') && !byHost ? host.slice(0, -'.localhost'.length) : undefined;
  const signed = signingName === 's3';
  if (!signed && signingName !== undefined) return undefined;
  const presigned = signed && query.has('X-Amz-Credential');
  const rest = { query, presigned, ...(accessKeyId !== undefined && { accessKeyId }) };
  if (byHost?.[1] !== undefined) return { ...rest, bucket: byHost[1], ...keyOf(path.slice(1)) };
  if (label !== undefined && (signed || exists(label))) return { ...rest, bucket: label, ...keyOf(path.slice(1)) };
  if (ANOTHERS_PATH.test(path) || ANOTHERS_HOST.test(host)) return undefined;
  const slash = path.indexOf('/', 1);
  const first = slash < 0 ? path.slice(1) : path.slice(1, slash);
  if (!signed && !byHost && (label !== undefined || !exists(first) || asked.headers['x-amz-target'])) return undefined;
  if (path.length <= 1) return rest;
  return { ...rest, bucket: decode(first), ...(slash >= 0 && keyOf(path.slice(slash + 1))) };
}

const keyOf = (text: string): { key?: string } => (text === '' ? {} : { key: decode(text) });

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

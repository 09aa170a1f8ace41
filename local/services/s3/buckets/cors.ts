/** Requests of browsers from other origins, as a bucket's CORS rules allow. https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html */
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../../engine/aws-error.ts';
import { glob } from '../../../engine/policy/glob.ts';
import type { Bucket } from '../model.ts';
import type { Answer } from '../wire/operation.ts';
import type { CorsRule } from './documents.ts';

const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/** Throws AccessForbidden when no rule allows it. */
export function preflight(bucket: Bucket | undefined, { headers }: IncomingMessage): Answer {
  const { origin } = headers;
  const method = headers['access-control-request-method'];
  if (origin === undefined || method === undefined)
    throw new AwsError('BadRequest', 'Insufficient information. Origin request header needed.');
  const wanted = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .flatMap((name) => name.trim().toLowerCase() || []);
  const rules = rulesOf(bucket);
  const rule = rules.find((one) => allows(one, origin, method) && wanted.every((name) => takesHeader(one, name)));
  if (!rule) {
    const why =
      rules.length === 0
        ? 'CORS is not enabled for this bucket.'
        : "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
    throw new AwsError('AccessForbidden', `CORSResponse: ${why}`, {
      status: 403,
      members: { Method: method, ResourceType: 'BUCKET' },
    });
  }
  return {
    headers: { ...answered(rule, origin), ...(wanted.length && { 'access-control-allow-headers': wanted.join(', ') }) },
  };
}

/** For the answer to a request that names its origin; none when no rule allows it. */
export function corsHeaders(
  bucket: Bucket | undefined,
  { headers, method = '' }: IncomingMessage,
): Record<string, string> {
  const { origin } = headers;
  const rule = origin === undefined ? undefined : rulesOf(bucket).find((one) => allows(one, origin, method));
  return rule && origin !== undefined ? answered(rule, origin) : {};
}

const rulesOf = (bucket: Bucket | undefined): readonly CorsRule[] =>
  (bucket?.configuration.cors as { readonly CORSRule: readonly CorsRule[] } | undefined)?.CORSRule ?? [];

const allows = (rule: CorsRule, origin: string, method: string): boolean =>
  rule.AllowedMethod.includes(method as CorsRule['AllowedMethod'][number]) &&
  rule.AllowedOrigin.some((one) => glob(one)(origin));

const takesHeader = ({ AllowedHeader }: CorsRule, name: string): boolean =>
  AllowedHeader.some((one) => glob(one.toLowerCase())(name));

function answered(rule: CorsRule, origin: string): Record<string, string> {
  const anyone = rule.AllowedOrigin.includes('*');
  return {
    'access-control-allow-origin': anyone ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethod.join(', '),
    ...(!anyone && { 'access-control-allow-credentials': 'true' }),
    ...(rule.ExposeHeader.length && { 'access-control-expose-headers': rule.ExposeHeader.join(', ') }),
    ...(rule.MaxAgeSeconds !== undefined && { 'access-control-max-age': rule.MaxAgeSeconds }),
    vary: VARY,
  };
}

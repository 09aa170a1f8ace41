/** Presigned URLs: whether one still holds. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../../engine/aws-error.ts';
import { accessDenied } from '../errors.ts';
import { CLOCK_SKEW_MS, LONGEST_PRESIGNED_SECONDS } from '../limits.ts';

const NEEDED = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'];

/**
 * Signatures are not verified, but a header that was signed and has not come is known to break them.
 * Throws SignatureDoesNotMatch then, AccessDenied when its time is over or has not come, AuthorizationQueryParametersError when it is not whole.
 */
export function checkPresigned(query: URLSearchParams, headers: IncomingHttpHeaders, nowMs: number): void {
  if (NEEDED.some((name) => !query.has(`X-Amz-${name}`))) {
    throw wrong(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  const expires = query.get('X-Amz-Expires') ?? '';
  const seconds = Number(expires);
  if (!/^-?\d+$/.test(expires)) throw wrong('X-Amz-Expires should be a number');
  if (seconds < 0) throw wrong('X-Amz-Expires must be non-negative');
  if (seconds > LONGEST_PRESIGNED_SECONDS) {
    throw wrong(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${LONGEST_PRESIGNED_SECONDS} seconds`,
    );
  }
  const date = query.get('X-Amz-Date') ?? '';
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  if (year === undefined) throw wrong("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (signedMs > nowMs + CLOCK_SKEW_MS) throw accessDenied('Request is not yet valid');
  const endMs = signedMs + seconds * 1000;
  if (nowMs > endMs) {
    throw accessDenied('Request has expired', {
      'X-Amz-Expires': seconds,
      Expires: new Date(endMs).toISOString().replace(/\.\d+Z$/, 'Z'),
      ServerTime: new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    });
  }
  const signed = query.get('X-Amz-SignedHeaders')?.toLowerCase().split(';') ?? [];
  if (signed.some((name) => headers[name] === undefined)) throw signatureDoesNotMatch();
}

const signatureDoesNotMatch = (): AwsError =>
  new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { status: 403 },
  );
const wrong = (message: string): AwsError => new AwsError('AuthorizationQueryParametersError', message);

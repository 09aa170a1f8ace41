/**
 * The form of a signature, which is looked at, where the signature itself is not: any credentials work. A header that no SDK
 * would send is refused as AWS refuses it, because there it would not work.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
 */
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../engine/aws-error.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
const incomplete = (message: string): AwsError => new AwsError('IncompleteSignature', message, { status: 403 });

const PARTS = ['Credential', 'SignedHeaders', 'Signature'] as const;

/** Throws IncompleteSignature. Requests without a signature of version 4 are not its business. */
export function checkSignature({ authorization }: IncomingHttpHeaders): void {
  if (!authorization?.startsWith('AWS4-')) return;
  const missing = PARTS.filter((name) => !new RegExp(`[ ,]${name}=[^, ]`).test(authorization));
  if (missing.length > 0)
    throw incomplete(
      `${missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' ')} Authorization=${authorization.split(' ')[0]}`,
    );
  const credential = /[ ,]Credential=([^, ]+)/.exec(authorization)?.[1] ?? '';
  if (!/^[^/]+\/\d{8}\/[^/]+\/[^/]+\/aws4_request$/.test(credential))
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
}

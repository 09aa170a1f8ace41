/**
 * The body of a request, as its sender meant it: unpacked, counted, and held against every digest that came with it.
 * What does not agree is refused when the body has ended, before anything is kept.
 *
 * A checksum in the query of a presigned URL is not looked at, as S3 does not: SDKs put there that of the empty body.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../../engine/aws-error.ts';
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  type ChecksumAlgorithm,
  checksumHeader,
  summing,
} from '../checksums/algorithms.ts';
import { badDigest, entityTooLarge, incompleteBody, invalidArgument, invalidRequest } from '../errors.ts';
import { dechunked } from './chunked.ts';

/** What the bytes turned out to be. */
export interface Digests {
  readonly size: number;
  readonly md5: string;
  /** Of the algorithm that the sender chose, or CRC64NVME. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

export interface Body {
  /** What the sender sums up with, when it does. */
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** How many bytes it says that come. */
  readonly declared: number | undefined;
  /** In `aws-chunked`. */
  readonly chunked: boolean;
  /** Gives the bytes once; when they have all been given, they have been checked. */
  bytes(): AsyncGenerator<Buffer>;
  /** After the last byte. */
  digests(): Digests;
}

/** Throws at once for digests that are none, and for a length above the limit. */
export function bodyOf(request: IncomingMessage, largestBytes: number, withoutChecksum = false): Body {
  const { headers } = request;
  const chunked = (headers['x-amz-content-sha256'] ?? '').toString().startsWith('STREAMING-');
  const declared = numberOf(headers[chunked ? 'x-amz-decoded-content-length' : 'content-length']);
  if (declared !== undefined && declared > largestBytes) throw entityTooLarge(declared, largestBytes);
  const expected = expectations(request, withoutChecksum);
  const algorithm = expected.algorithm ?? 'CRC64NVME';
  const md5 = createHash('md5');
  const sum = summing(algorithm);
  const sha256 = expected.sha256 === undefined ? undefined : createHash('sha256');
  const trailers = new Map<string, string>();
  let size = 0;
  let digests: Digests | undefined;

  async function* bytes(): AsyncGenerator<Buffer> {
    const plain = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const piece of chunked ? dechunked(plain, trailers) : plain) {
      size += piece.length;
      if (size > largestBytes) throw entityTooLarge(size, largestBytes);
      md5.update(piece);
      sum.update(piece);
      sha256?.update(piece);
      yield piece;
    }
    if (declared !== undefined && declared !== size) throw incompleteBody();
    digests = { size, md5: md5.digest('hex'), checksum: { algorithm, value: sum.digest().toString('base64') } };
    check(expected, digests, sha256, trailers);
  }
  return {
    algorithm: expected.algorithm,
    declared,
    chunked,
    bytes,
    digests() {
      if (!digests) throw incompleteBody();
      return digests;
    },
  };
}

interface Expected {
  readonly md5?: string;
  readonly sha256?: string;
  readonly algorithm?: ChecksumAlgorithm;
  /** Absent when it comes as a trailer. */
  readonly checksum?: string;
}

function expectations({ headers }: IncomingMessage, withoutChecksum: boolean): Expected {
  const md5 = headers['content-md5']?.toString();
  if (md5 !== undefined && !isBase64Of(md5, 16))
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.', {
      members: { 'Content-MD5': md5 },
    });
  const payload = headers['x-amz-content-sha256']?.toString();
  const sha256 = payload !== undefined && /^[0-9a-f]{64}$/.test(payload) ? payload : undefined;
  if (
    payload !== undefined &&
    sha256 === undefined &&
    payload !== 'UNSIGNED-PAYLOAD' &&
    !payload.startsWith('STREAMING-')
  )
    throw invalidArgument(
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      'x-amz-content-sha256',
      payload,
    );
  return {
    ...(md5 !== undefined && { md5 }),
    ...(sha256 !== undefined && { sha256 }),
    ...(!withoutChecksum && checksumExpected(headers)),
  };
}

function checksumExpected(headers: IncomingMessage['headers']): Pick<Expected, 'algorithm' | 'checksum'> {
  const sent = CHECKSUM_ALGORITHMS.filter((algorithm) => headers[checksumHeader(algorithm)] !== undefined);
  const trailing = CHECKSUM_ALGORITHMS.filter((algorithm) =>
    (headers['x-amz-trailer'] ?? '')
      .toString()
      .toLowerCase()
      .split(/\s*,\s*/)
      .includes(checksumHeader(algorithm)),
  );
  if (sent.length + trailing.length > 1)
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const [algorithm = trailing[0]] = sent;
  const named = headers['x-amz-sdk-checksum-algorithm']?.toString().toUpperCase();
  if (algorithm === undefined) {
    if (named === undefined) return {};
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (named !== undefined && named !== algorithm)
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  const checksum = headers[checksumHeader(algorithm)]?.toString();
  if (checksum === undefined) return { algorithm };
  if (!isBase64Of(checksum, CHECKSUM_BYTES[algorithm]))
    throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
  return { algorithm, checksum };
}

function check(
  expected: Expected,
  found: Digests,
  sha256: Hash | undefined,
  trailers: ReadonlyMap<string, string>,
): void {
  const computed = sha256?.digest('hex');
  if (computed !== expected.sha256) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { members: { ClientComputedContentSHA256: expected.sha256, S3ComputedContentSHA256: computed } },
    );
  }
  if (expected.md5 !== undefined && Buffer.from(expected.md5, 'base64').toString('hex') !== found.md5)
    throw badDigest('Content-MD5');
  if (!expected.algorithm) return;
  const checksum = expected.checksum ?? trailers.get(checksumHeader(expected.algorithm));
  if (checksum === undefined)
    throw new AwsError(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    );
  if (checksum !== found.checksum.value)
    throw new AwsError('BadDigest', `The ${expected.algorithm} you specified did not match the calculated checksum.`);
}

const isBase64Of = (text: string, bytes: number): boolean =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text, 'base64').length === bytes;

function numberOf(header: string | string[] | undefined): number | undefined {
  const value = Number(header);
  return header === undefined || Number.isNaN(value) ? undefined : value;
}

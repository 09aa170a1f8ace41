/** Digests of bodies: what agrees is kept and told, what does not is refused and leaves nothing. aws-chunked, too. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CHECKSUM_ALGORITHMS } from '../../../local/services/s3/checksums/algorithms.ts';
import { Bucket, plain, s3Cloud, signed } from './s3-cloud.ts';

/** Of `123456789`, from the catalogue of CRCs and from sha1sum and sha256sum. */
const SUMS = {
  CRC32: 'y/Q5Jg==',
  CRC32C: '4waSgw==',
  CRC64NVME: 'rosUhgp5mIg=',
  SHA1: '98O8HYCOBHMq32eZZczDTKeuNEE=',
  SHA256: 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=',
} as const;
const BODY = '123456789';
const path = `/${Bucket}/a`;

describe.each(CHECKSUM_ALGORITHMS)('a checksum of %s', (algorithm) => {
  const header = `x-amz-checksum-${algorithm.toLowerCase()}`;

  test('is computed by the client and told again', async () => {
    const { put, get } = await s3Cloud();
    expect(await put('a', BODY, { ChecksumAlgorithm: algorithm })).toMatchObject({
      [`Checksum${algorithm}`]: SUMS[algorithm],
    });
    const got = await get('a', { ChecksumMode: 'ENABLED' });
    expect(got).toMatchObject({ [`Checksum${algorithm}`]: SUMS[algorithm], ChecksumType: 'FULL_OBJECT' });
    expect(await got.Body?.transformToString()).toBe(BODY);
  });

  test('that does not agree is refused', async () => {
    const { cloud } = await s3Cloud();
    const put = (value: string, body = BODY) =>
      plain(cloud, 'PUT', path, { headers: signed({ [header]: value }), body });
    expect(await put(SUMS[algorithm], 'other')).toMatchObject({
      status: 400,
      body: expect.stringContaining('<Code>BadDigest</Code>'),
    });
    expect((await put('abc')).body).toContain(`Value for ${header} header is invalid.`);
    expect((await plain(cloud, 'GET', path, { headers: signed() })).status).toBe(404);
    expect((await put(SUMS[algorithm])).status).toBe(200);
  });
});

describe('digests in headers', () => {
  const digest = (body: string) => createHash('md5').update(body).digest('base64');
  test.each([
    ['Content-MD5 of other bytes', { 'content-md5': digest('x') }, 'BadDigest'],
    ['Content-MD5 that is none', { 'content-md5': 'abc' }, 'InvalidDigest'],
    ['SHA-256 of other bytes', { 'x-amz-content-sha256': '0'.repeat(64) }, 'XAmzContentSHA256Mismatch'],
    ['SHA-256 that is none', { 'x-amz-content-sha256': 'nonsense' }, 'InvalidArgument'],
    ['two checksums', { 'x-amz-checksum-crc32': SUMS.CRC32, 'x-amz-checksum-sha1': SUMS.SHA1 }, 'InvalidRequest'],
    ['an algorithm without a checksum', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, 'InvalidRequest'],
  ])('%s', async (_, headers, code) => {
    const { cloud } = await s3Cloud();
    const answer = await plain(cloud, 'PUT', path, { headers: signed(headers), body: BODY });
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining(`<Code>${code}</Code>`) });
    expect((await plain(cloud, 'GET', path, { headers: signed() })).status).toBe(404);
  });

  test('that agree are taken', async () => {
    const { cloud } = await s3Cloud();
    const sha256 = createHash('sha256').update(BODY).digest('hex');
    const headers = signed({ 'content-md5': digest(BODY), 'x-amz-content-sha256': sha256 });
    expect((await plain(cloud, 'PUT', path, { headers, body: BODY })).status).toBe(200);
  });
});

const trailers = (count: number) => Array.from({ length: count }, (_, i) => `x-amz-meta-${i}:1\r\n`).join('');

describe('a body in aws-chunked', () => {
  const send = async (body: string, headers: Record<string, string> = {}) => {
    const { cloud } = await s3Cloud();
    const about = signed({
      'content-encoding': 'aws-chunked,gzip',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '9',
      ...headers,
    });
    const answer = await plain(cloud, 'PUT', path, { headers: about, body });
    return { answer, kept: await plain(cloud, 'GET', path, { headers: signed() }) };
  };
  const trailer = { 'x-amz-trailer': 'x-amz-checksum-crc32' };

  test('is unpacked, and its trailer checked', async () => {
    const { answer, kept } = await send(
      `4\r\n1234\r\n5\r\n56789\r\n0\r\nx-amz-checksum-crc32:${SUMS.CRC32}\r\n\r\n`,
      trailer,
    );
    expect(answer).toMatchObject({ status: 200, headers: { 'x-amz-checksum-crc32': SUMS.CRC32 } });
    expect(kept).toMatchObject({ body: BODY, headers: { 'content-encoding': 'gzip' } });
  });

  test('may be signed piece by piece', async () => {
    const signature = `;chunk-signature=${'0'.repeat(64)}`;
    const body = `9${signature}\r\n${BODY}\r\n0${signature}\r\n\r\n`;
    const { kept } = await send(body, { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' });
    expect(kept.body).toBe(BODY);
  });

  test.each([
    ['a trailer that does not agree', '9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 'BadDigest'],
    ['trailers without end', `9\r\n123456789\r\n0\r\n${trailers(17)}\r\n`, 'MalformedTrailerError'],
    ['a trailer that is missing', '9\r\n123456789\r\n0\r\n\r\n', 'MalformedTrailerError'],
    ['an end before the end', '9\r\n1234', 'IncompleteBody'],
    ['other bytes than were said', '4\r\n1234\r\n0\r\nx-amz-checksum-crc32:m+PgoA==\r\n\r\n', 'IncompleteBody'],
    ['no framing', 'zzzz\r\n', 'InvalidChunkSizeError'],
    ['a line without end', 'f'.repeat(20_000), 'IncompleteBody'],
  ])('is refused with %s', async (_, body, code) => {
    const { answer, kept } = await send(body, trailer);
    expect(answer.body).toContain(`<Code>${code}</Code>`);
    expect(kept.status).toBe(404);
  });
});

describe('lengths', () => {
  test('are needed, and limited', async () => {
    const { cloud } = await s3Cloud();
    const chunked = signed({ 'transfer-encoding': 'chunked' });
    expect((await plain(cloud, 'PUT', path, { headers: chunked, body: BODY })).body).toContain(
      '<Code>NotImplemented</Code>',
    );
    const large = signed({
      'x-amz-decoded-content-length': String(5 * 1024 ** 3 + 1),
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    });
    expect((await plain(cloud, 'PUT', path, { headers: large })).body).toContain('<Code>EntityTooLarge</Code>');
  });

  test('are waited for: a client that goes away leaves nothing', async () => {
    const { cloud, put, text } = await s3Cloud();
    const { request } = await import('node:http');
    const { hostname, port } = new URL(cloud.url);
    const sent = request({ hostname, port, method: 'PUT', path, headers: signed({ 'content-length': '100' }) });
    sent.on('error', () => {});
    const seen = cloud.engine.traces.find(({ action, outcome }) => action === 'PutObject' && outcome !== 'ok');
    sent.write('half', () => sent.destroy());
    expect((await seen).outcome).toBe('RequestTimeout');
    await put('b', '1');
    expect(await text('b')).toBe('1');
    expect((await plain(cloud, 'GET', path, { headers: signed() })).status).toBe(404);
  });
});

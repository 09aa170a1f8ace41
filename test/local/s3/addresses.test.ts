/** How requests reach S3: path style, virtual hosts, presigned URLs, and what is left to other services. */
import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, test } from 'vitest';
import { handClock } from '../../kit/hand-clock.ts';
import { Bucket, plain, s3Client, s3Cloud, signed } from './s3-cloud.ts';

/** Every name is this machine's. */
const lookup: LookupFunction = (_, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);

describe('a virtual host', () => {
  test('of localhost names the bucket', async () => {
    const { cloud, text } = await s3Cloud();
    const { port } = new URL(cloud.url);
    const endpoint = `http://localhost:${port}`;
    const client = s3Client(cloud, {
      endpoint,
      forcePathStyle: false,
      requestHandler: { httpAgent: new Agent({ lookup }) },
    });
    await client.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'here' }));
    expect(await text('a/b')).toBe('here');
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(1);
  });

  test.each([
    `${Bucket}.s3.localhost:4566`,
    `${Bucket}.s3.us-east-1.amazonaws.com`,
    `${Bucket}.s3.amazonaws.com`,
    `${Bucket}.s3-us-west-2.amazonaws.com`,
    `${Bucket}.s3.dualstack.us-east-1.amazonaws.com`,
    `${Bucket}.localhost`,
  ])('%s names the bucket', async (host) => {
    const { cloud, put } = await s3Cloud();
    await put('a', '1');
    expect((await plain(cloud, 'GET', '/a', { headers: signed({ host }) })).body).toBe('1');
  });

  test('of S3 itself takes the bucket in the path', async () => {
    const { cloud, put } = await s3Cloud();
    await put('a', '1');
    for (const host of ['s3.localhost', 's3.us-east-1.amazonaws.com'])
      expect((await plain(cloud, 'GET', `/${Bucket}/a`, { headers: signed({ host }) })).body).toBe('1');
  });
});

describe('a presigned URL', () => {
  test('reads and writes until its time is over', async () => {
    const clock = handClock();
    const { client, put, text } = await s3Cloud({ clock });
    const signingDate = new Date(clock.now());
    const until = { expiresIn: 60, signingDate };
    await put('a', 'hello');
    const read = await getSignedUrl(
      client,
      new GetObjectCommand({ Bucket, Key: 'a', ResponseContentType: 'text/x' }),
      until,
    );
    const answer = await fetch(read);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/x', 'hello']);
    const write = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'b', Metadata: { m: '1' } }), until);
    expect((await fetch(write, { method: 'PUT', body: 'written' })).status).toBe(200);
    expect(await text('b')).toBe('written');
    clock.advance(60_000);
    expect((await fetch(read)).status).toBe(200);
    clock.advance(1);
    const late = await fetch(read);
    expect([late.status, await late.text()]).toEqual([
      403,
      expect.stringContaining('<Message>Request has expired</Message>'),
    ]);
  });

  test('is refused without a header that was signed', async () => {
    const { client, get } = await s3Cloud();
    const put = new PutObjectCommand({ Bucket, Key: 'a', ContentType: 'text/plain' });
    const url = await getSignedUrl(client, put, { signableHeaders: new Set(['content-type', 'host']) });
    const refused = await fetch(url, { method: 'PUT', body: new Uint8Array([1]) });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
    const taken = await fetch(url, { method: 'PUT', body: '1', headers: { 'content-type': 'text/plain' } });
    expect([taken.status, (await get('a')).ContentType]).toEqual([200, 'text/plain']);
  });

  test.each([
    ['dated ahead', 'X-Amz-Date', '20260101T010000Z', 'Request is not yet valid'],
    ['without a date', 'X-Amz-Date', undefined, 'AuthorizationQueryParametersError'],
    ['for more than a week', 'X-Amz-Expires', '604801', 'less than a week'],
    ['for no time', 'X-Amz-Expires', 'x', 'should be a number'],
  ])('%s is refused', async (_, name, value, reason) => {
    const clock = handClock();
    const { client } = await s3Cloud({ clock });
    const options = { expiresIn: 60, signingDate: new Date(clock.now()) };
    const url = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'a' }), options));
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    expect(await (await fetch(url)).text()).toContain(reason);
  });
});

test('what is not for S3 is left to others', async () => {
  const { cloud } = await s3Cloud();
  expect((await plain(cloud, 'GET', '/no-such-bucket/a')).body).toContain('no service (unsigned request) here');
  const sqs = { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' };
  expect((await plain(cloud, 'POST', '/', { headers: sqs, body: '{}' })).status).toBe(200);
  expect((await plain(cloud, 'GET', '/%zz')).body).toContain('no service (unsigned request) here');
});

test.each([
  ['/_url/abc/x', '', 403],
  ['/_api/abc/x', '', 404],
  ['/x', 'abc.lambda-url.us-east-1.on.aws', 403],
  ['/x', 'abc.execute-api.us-east-1.amazonaws.com', 404],
])('%s at %s is no bucket, though it was signed for S3', async (path, host, status) => {
  const { cloud } = await s3Cloud();
  const answer = await plain(cloud, 'GET', path, { headers: signed(host ? { host } : {}) });
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/json']);
});

test('a whole URL in the request line is its path, and a bucket without a name is none', async () => {
  const { cloud, put } = await s3Cloud();
  await put('a', '1');
  const whole = `http://anywhere.example/${Bucket}/a`;
  expect((await plain(cloud, 'GET', whole, { headers: signed() })).body).toBe('1');
  expect((await plain(cloud, 'GET', `//${Bucket}/a`, { headers: signed() })).body).toContain('NoSuchBucket');
});

/** Conditional reads, writes and deletes. */
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, plain, s3Cloud, signed } from './s3-cloud.ts';

const PAST = new Date('2001-01-01');
const FUTURE = new Date('2100-01-01');
const failed = { name: 'PreconditionFailed', $metadata: expect.objectContaining({ httpStatusCode: 412 }) };
const unchanged = { $metadata: expect.objectContaining({ httpStatusCode: 304 }) };

describe('a read', () => {
  test('answers only when its conditions hold', async () => {
    const { put, get, text } = await s3Cloud();
    const { ETag = '' } = await put('a', '1');
    expect(await text('a', { IfMatch: ETag, IfNoneMatch: '"0"', IfUnmodifiedSince: FUTURE })).toBe('1');
    expect(await text('a', { IfMatch: ETag, IfUnmodifiedSince: PAST })).toBe('1'); // the match outweighs the date
    expect(await text('a', { IfModifiedSince: PAST })).toBe('1');
    await expect(get('a', { IfMatch: '"0"' })).rejects.toMatchObject(failed);
    await expect(get('a', { IfUnmodifiedSince: PAST })).rejects.toMatchObject(failed);
    await expect(get('a', { IfNoneMatch: ETag })).rejects.toMatchObject(unchanged);
    await expect(get('a', { IfModifiedSince: FUTURE })).rejects.toMatchObject(unchanged);
  });

  test('that is not modified has no body, and its ETag', async () => {
    const { put, cloud } = await s3Cloud();
    const { ETag = '' } = await put('a', '1');
    const answer = await plain(cloud, 'GET', `/${Bucket}/a`, { headers: signed({ 'if-none-match': ETag }) });
    expect(answer).toMatchObject({ status: 304, body: '', headers: { etag: ETag } });
  });
});

describe('a write', () => {
  test('if none matches makes an object and does not replace one', async () => {
    const { put, text } = await s3Cloud();
    await put('a', '1', { IfNoneMatch: '*' });
    await expect(put('a', '2', { IfNoneMatch: '*' })).rejects.toMatchObject(failed);
    await expect(put('b', '2', { IfNoneMatch: '"0"' })).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(await text('a')).toBe('1');
  });

  test('if one matches replaces that one', async () => {
    const { put, text } = await s3Cloud();
    const { ETag = '' } = await put('a', '1');
    await put('a', '2', { IfMatch: ETag });
    await expect(put('a', '3', { IfMatch: ETag })).rejects.toMatchObject(failed);
    await expect(put('b', '3', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await text('a')).toBe('2');
  });

  test('of several at once is won by one', async () => {
    const { put } = await s3Cloud();
    const writers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => put('a', String(i), { IfNoneMatch: '*' })),
    );
    expect(writers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const writer of writers) if (writer.status === 'rejected') expect(writer.reason).toMatchObject(failed);
  });

  test('meets a conflict when the key was deleted while it was under way', async () => {
    const { client, cloud, put } = await s3Cloud();
    const started = cloud.engine.traces.find(({ action }) => action === 'DeleteObject');
    const { hostname, port } = new URL(cloud.url);
    const { request } = await import('node:http');
    const headers = signed({ 'if-none-match': '*', 'content-length': '4' });
    const answer = new Promise<number | undefined>((resolve, reject) => {
      const sent = request({ hostname, port, method: 'PUT', path: `/${Bucket}/a`, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.flushHeaders();
      sent.write('ab', async () => {
        await put('b', '1'); // one request later, the head has been read
        await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
        await started;
        sent.end('cd');
      });
    });
    expect(await answer).toBe(409);
  });
});

test('a delete if one matches takes that one', async () => {
  const { put, client } = await s3Cloud();
  const { ETag } = await put('a', '1');
  const drop = (IfMatch: string | undefined) => client.send(new DeleteObjectCommand({ Bucket, Key: 'a', IfMatch }));
  await expect(drop('"0"')).rejects.toMatchObject(failed);
  await drop(ETag);
  await expect(drop(ETag)).rejects.toMatchObject({ name: 'NoSuchKey' });
});

/** What is on disk: objects, versions and uploads after a restart; files that nobody names are gone. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { dataDirectory } from '../../kit/cloud.ts';
import { Bucket, s3Cloud, signed } from './s3-cloud.ts';

const filesOf = (dataDir: string) => readdirSync(join(dataDir, 's3'));

describe('after a restart', () => {
  test('objects, versions and uploads in progress are there', async () => {
    const dataDir = dataDirectory();
    const first = await s3Cloud({ dataDir });
    await first.put('a', 'hello', { Metadata: { m: '1' } });
    const upload = { Bucket, Key: 'big' };
    const { UploadId } = await first.client.send(new CreateMultipartUploadCommand(upload));
    const part = new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'a part' });
    const { ETag } = await first.client.send(part);
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await first.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const { VersionId } = await first.put('v', 'one');
    await first.put('v', 'two');
    await first.cloud.close();

    const again = await s3Cloud({ dataDir });
    expect((await again.get('a')).Metadata).toEqual({ m: '1' });
    expect(await again.text('a')).toBe('hello');
    expect(await again.text('v', { VersionId })).toBe('one');
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await again.client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
    expect(await again.text('big')).toBe('a part');
    await again.cloud.close();
    expect(filesOf(dataDir)).toHaveLength(4);
  });

  test('files that nobody names are gone, and those of what was replaced or deleted', async () => {
    const dataDir = dataDirectory();
    const first = await s3Cloud({ dataDir });
    await first.put('a', 'one');
    await first.put('a', 'two');
    await first.put('b', '1');
    await first.client.send(new DeleteObjectCommand({ Bucket, Key: 'b' }));
    await first.cloud.close();
    expect(filesOf(dataDir).map((file) => readFileSync(join(dataDir, 's3', file), 'utf8'))).toEqual(['two']);
    writeFileSync(join(dataDir, 's3', 'left-by-a-crash'), 'half of an objec');
    const again = await s3Cloud({ dataDir });
    expect(await again.text('a')).toBe('two');
    await again.cloud.close();
    expect(filesOf(dataDir)).toHaveLength(1);
  });
});

describe('large bodies', () => {
  const SIZE = 71 * 1024 * 1024; // above what the gateway holds in memory for others
  const PIECE = Buffer.alloc(1024 * 1024, 'x');

  test('pass through in pieces, both ways', async () => {
    const { cloud, client } = await s3Cloud();
    const { hostname, port } = new URL(cloud.url);
    const path = `/${Bucket}/large`;
    const status = await new Promise((resolve, reject) => {
      const headers = signed({ 'content-length': String(SIZE), expect: '100-continue' });
      const sent = request({ hostname, port, method: 'PUT', path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.on('continue', async () => {
        for (let at = 0; at < SIZE; at += PIECE.length) await new Promise((next) => sent.write(PIECE, next));
        sent.end();
      });
    });
    expect(status).toBe(200);
    const got = await new Promise<number>((resolve, reject) => {
      const sent = request({ hostname, port, path, headers: signed() }, (response) => {
        let size = 0;
        response.on('data', (piece: Buffer) => {
          size += piece.length;
        });
        response.on('end', () => resolve(size));
      });
      sent.on('error', reject);
      sent.end();
    });
    expect(got).toBe(SIZE);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'large' }));
  });

  test('may be left by their reader', async () => {
    const { cloud, put, text } = await s3Cloud();
    await put('large', Buffer.alloc(32 * 1024 * 1024));
    const { hostname, port } = new URL(cloud.url);
    const ended = cloud.engine.traces.find(({ action }) => action === 'GetObject');
    const sent = request({ hostname, port, path: `/${Bucket}/large`, headers: signed() }, (response) => {
      response.once('data', () => response.destroy());
      response.on('error', () => {});
    });
    sent.end();
    await ended;
    expect(await text('large', { Range: 'bytes=0-0' })).toBe('\0');
  });
});

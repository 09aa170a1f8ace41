/** Versioning: versions, delete markers, suspension, lists of versions. */
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, s3Cloud } from './s3-cloud.ts';

async function versioned() {
  const cloud = await s3Cloud();
  const { client } = cloud;
  const set = (Status: 'Enabled' | 'Suspended') =>
    client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  const drop = (Key: string, VersionId?: string) => client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const list = (more: object = {}) => client.send(new ListObjectVersionsCommand({ Bucket, ...more }));
  return { ...cloud, set, drop, list };
}

describe('with versioning', () => {
  test('every put stays, and is read by its id', async () => {
    const { set, put, text, get, list, client } = await versioned();
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    await put('a', 'before');
    await set('Enabled');
    const one = await put('a', 'one');
    const two = await put('a', 'two');
    expect(one.VersionId).not.toBe(two.VersionId);
    expect(await text('a')).toBe('two');
    expect(await text('a', { VersionId: one.VersionId })).toBe('one');
    expect(await text('a', { VersionId: 'null' })).toBe('before');
    await expect(get('a', { VersionId: 'none' })).rejects.toMatchObject({ name: 'NoSuchVersion' });
    const { Versions } = await list();
    expect(Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [two.VersionId, true],
      [one.VersionId, false],
      ['null', false],
    ]);
  });

  test('a delete puts a marker on top, and taking that away brings the object back', async () => {
    const { set, put, text, get, drop, list, client } = await versioned();
    await set('Enabled');
    const one = await put('a', 'one');
    const marker = await drop('a');
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
    await expect(get('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(
      client.send(new HeadObjectCommand({ Bucket, Key: 'a', VersionId: marker.VersionId })),
    ).rejects.toMatchObject({
      $metadata: expect.objectContaining({ httpStatusCode: 405 }),
    });
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    expect(await list()).toMatchObject({ DeleteMarkers: [{ IsLatest: true }], Versions: [{ IsLatest: false }] });
    await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toThrow('You must delete all versions');
    expect(await drop('a', marker.VersionId)).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    expect(await text('a')).toBe('one');
    await drop('a', one.VersionId);
    await client.send(new DeleteBucketCommand({ Bucket }));
  });

  test('suspended, a put replaces the null version and no other', async () => {
    const { set, put, text, drop, list } = await versioned();
    await set('Enabled');
    const one = await put('a', 'one');
    await set('Suspended');
    expect((await put('a', 'null 1')).VersionId).toBe('null');
    await put('a', 'null 2');
    expect((await list()).Versions?.map(({ VersionId }) => VersionId)).toEqual(['null', one.VersionId]);
    await drop('a');
    expect(await list()).toMatchObject({
      DeleteMarkers: [{ VersionId: 'null' }],
      Versions: [{ VersionId: one.VersionId }],
    });
    expect(await text('a', { VersionId: one.VersionId })).toBe('one');
  });

  test('lists of versions come in pages', async () => {
    const { set, put, list } = await versioned();
    await set('Enabled');
    for (const key of ['a', 'a', 'a', 'b', 'c/1']) await put(key, key);
    const seen: string[] = [];
    let marker: object = {};
    for (;;) {
      const page = await list({ MaxKeys: 2, Delimiter: '/', ...marker });
      seen.push(
        ...(page.Versions ?? []).map(({ Key = '' }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
      );
      if (!page.IsTruncated) break;
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(seen).toEqual(['a', 'a', 'a', 'b', 'c/']);
  });
});

/** Lists of keys: prefixes, delimiters, pages, encodings; held against a model with any keys. */
import {
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bucket, s3Cloud } from './s3-cloud.ts';

const KEYS = ['a.txt', 'b/1', 'b/2', 'b/c/3', 'd e', 'é', 'z'];

async function filled(keys: readonly string[] = KEYS) {
  const cloud = await s3Cloud();
  for (const key of keys) await cloud.put(key, key);
  const list = async (more: object = {}) => await cloud.client.send(new ListObjectsV2Command({ Bucket, ...more }));
  return { ...cloud, list };
}
type Listed = Pick<ListObjectsV2CommandOutput, 'Contents' | 'CommonPrefixes'>;
const shown = ({ Contents = [], CommonPrefixes = [] }: Listed) => [
  Contents.map(({ Key }) => Key),
  CommonPrefixes.map(({ Prefix }) => Prefix),
];

describe('a list', () => {
  test('has keys in the order of their bytes, and rolls up at a delimiter', async () => {
    const { list } = await filled();
    expect(shown(await list())).toEqual([KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))), []]);
    expect(shown(await list({ Prefix: 'b/' }))).toEqual([['b/1', 'b/2', 'b/c/3'], []]);
    expect(shown(await list({ Delimiter: '/' }))).toEqual([['a.txt', 'd e', 'z', 'é'], ['b/']]);
    expect(shown(await list({ Prefix: 'b/', Delimiter: '/' }))).toEqual([['b/1', 'b/2'], ['b/c/']]);
    expect(shown(await list({ StartAfter: 'b/2' }))[0]).toEqual(['b/c/3', 'd e', 'z', 'é']);
    expect(await list()).toMatchObject({ KeyCount: 7, MaxKeys: 1000, IsTruncated: false, Name: Bucket });
  });

  test('tells of each object', async () => {
    const { list } = await filled(['a']);
    const [first] = (await list({ FetchOwner: true })).Contents ?? [];
    expect(first).toMatchObject({ Key: 'a', Size: 1, StorageClass: 'STANDARD', ChecksumAlgorithm: ['CRC32'] });
    expect(first?.ETag).toBe('"0cc175b9c0f1b6a831c399e269772661"');
    expect(first?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect((await list()).Contents?.[0]?.Owner).toBeUndefined();
  });

  test('comes in pages, common prefixes counted', async () => {
    const { list } = await filled();
    const first = await list({ MaxKeys: 2, Delimiter: '/' });
    expect(shown(first)).toEqual([['a.txt'], ['b/']]);
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 });
    const second = await list({ MaxKeys: 2, Delimiter: '/', ContinuationToken: first.NextContinuationToken });
    expect(shown(second)).toEqual([['d e', 'z'], []]);
    expect(await list({ MaxKeys: 0 })).toMatchObject({ IsTruncated: false, KeyCount: 0 });
    await expect(list({ ContinuationToken: 'bad' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ MaxKeys: -1 })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ Bucket: 'none-here' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('encodes keys when it is asked to, and writes what XML cannot', async () => {
    const { list } = await filled(['a b+c/é\u0001', '<&>']);
    expect(shown(await list({ EncodingType: 'url' }))[0]).toEqual(['%3C%26%3E', 'a+b%2Bc/%C3%A9%01']);
    expect(shown(await list({ Prefix: '<' }))[0]).toEqual(['<&>']);
  });

  test('of the first version goes on behind a marker', async () => {
    const { client } = await filled();
    const list = (more: object) => client.send(new ListObjectsCommand({ Bucket, ...more }));
    const first = await list({ MaxKeys: 2, Delimiter: '/' });
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'b/' });
    expect(shown(await list({ Delimiter: '/', Marker: 'b/' }))).toEqual([['d e', 'z', 'é'], []]);
    expect((await list({ MaxKeys: 1 })).NextMarker).toBeUndefined();
  });
});

/** What S3 would say of all keys. */
function model(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const names = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? `k ${key}` : `p ${key.slice(0, at + delimiter.length)}`;
    });
  return [...new Set(names)].sort((a, b) => Buffer.compare(Buffer.from(a.slice(2)), Buffer.from(b.slice(2))));
}

async function pages(client: S3Client, Prefix: string, Delimiter: string, MaxKeys: number): Promise<string[]> {
  const all: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const asked = { Bucket, Prefix, Delimiter, MaxKeys, ContinuationToken, EncodingType: 'url' as const };
    const page = await client.send(new ListObjectsV2Command(asked));
    const plain = (text = '') => decodeURIComponent(text.replaceAll('+', ' '));
    const entries = [
      ...(page.Contents ?? []).map(({ Key }) => `k ${plain(Key)}`),
      ...(page.CommonPrefixes ?? []).map((one) => `p ${plain(one.Prefix)}`),
    ];
    expect(entries.length).toBeLessThanOrEqual(MaxKeys);
    all.push(...entries.sort((a, b) => Buffer.compare(Buffer.from(a.slice(2)), Buffer.from(b.slice(2)))));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return all;
}

test('any keys are listed in any pages as the model says', async () => {
  const { client, put } = await s3Cloud();
  const piece = fc.constantFrom('a', 'b', '/', '//', ' ', 'é', '\u{1f980}', '\ufffd', '\u0001', '\u{10ffff}', '~', '0');
  const key = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
  const known = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 6 }),
      fc.array(piece, { maxLength: 2 }).map((pieces) => pieces.join('')),
      fc.constantFrom('', '/', 'a', 'é'),
      fc.integer({ min: 1, max: 9 }),
      async (more, prefix, delimiter, limit) => {
        await Promise.all([...new Set(more)].filter((one) => !known.has(one)).map((one) => put(one, 'x')));
        for (const one of more) known.add(one);
        expect(await pages(client, prefix, delimiter, limit)).toEqual(model([...known], prefix, delimiter));
      },
    ),
    { numRuns: 30, seed: 7 },
  );
});

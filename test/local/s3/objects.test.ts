/** Objects: put, get, head, delete, metadata, ranges, copies, tags, attributes. */
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, plain, s3Cloud, signed } from './s3-cloud.ts';

const HELLO_MD5 = '"5d41402abc4b2a76b9719d911017c592"';

describe('an object', () => {
  test('is given back as it was put, with what was said of it', async () => {
    const { put, get, client } = await s3Cloud();
    const Metadata = { author: 'someone', 'two-words': 'a b' };
    const Expires = new Date('2030-01-01T00:00:00Z');
    const about = { ContentType: 'text/plain', CacheControl: 'no-cache', ContentLanguage: 'en', Metadata, Expires };
    const made = await put('a/b c+d/ü.txt', 'hello', about);
    expect(made).toMatchObject({ ETag: HELLO_MD5, ServerSideEncryption: 'AES256' });
    const got = await get('a/b c+d/ü.txt');
    expect(await got.Body?.transformToString()).toBe('hello');
    const told = { ContentType: 'text/plain', CacheControl: 'no-cache', ContentLanguage: 'en', Metadata };
    expect(got).toMatchObject({ ...told, ETag: HELLO_MD5, ContentLength: 5, AcceptRanges: 'bytes' });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a/b c+d/ü.txt' }));
    expect(head).toMatchObject({ ...told, ETag: HELLO_MD5, ContentLength: 5, ExpiresString: Expires.toUTCString() });
    expect(head.LastModified).toBeInstanceOf(Date);
  });

  test('has the key it was given, dots and slashes too', async () => {
    const { put, text, cloud } = await s3Cloud();
    const keys = ['a//b', '/a', '../a', 'a/../b', './a', 'a/.', 'a?b=c&d', 'a%2Fb', 'a+b', '\u{1f980}', ' ', 'a#b'];
    for (const key of keys) await put(key, key);
    for (const key of keys) expect(await text(key)).toBe(key);
    expect((await plain(cloud, 'GET', `/${Bucket}/a/../b`, { headers: signed() })).body).toBe('a/../b');
    expect((await plain(cloud, 'GET', `/${Bucket}/%zz`, { headers: signed() })).body).toContain('InvalidURI');
  });

  test('has its key in documents too, line breaks and quotes as well', async () => {
    const { put, client } = await s3Cloud();
    const keys = ['a\nb', 'a\rb', 'a\r\nb', '\u0085', '\u2028', '&#10;', '<a>&amp;', '__proto__', 'constructor'];
    for (const key of keys) await put(key, key);
    const listed = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(listed.Contents?.map(({ Key }) => Key).sort()).toEqual([...keys].sort());
    const Delete = { Objects: keys.map((Key) => ({ Key })) };
    const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(keys);
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  test.each([
    ['nested too deep', `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`],
    ['with a name that objects have', '<__proto__><x>1</x></__proto__><Object><Key>a</Key></Object>'],
    ['with a reference to nothing', '<Object><Key>&nothing;</Key></Object>'],
    ['with a reference beyond all characters', '<Object><Key>&#x110000;</Key></Object>'],
    ['with an entity of its own', '<!DOCTYPE d [<!ENTITY e "e">]><Object><Key>&e;</Key></Object>'],
  ])('a document %s is MalformedXML', async (_, content) => {
    const { cloud } = await s3Cloud();
    const body = `<Delete>${content}</Delete>`;
    const answer = await plain(cloud, 'POST', `/${Bucket}?delete`, { headers: signed(), body });
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining('<Code>MalformedXML</Code>')]);
  });

  test('may be empty, and may come as a stream', async () => {
    const { put, text } = await s3Cloud();
    await put('empty', new Uint8Array());
    expect(await text('empty')).toBe('');
    await put('stream', Readable.from([Buffer.from('one '), Buffer.from('two')]), { ContentLength: 7 });
    expect(await text('stream')).toBe('one two');
  });

  test('that is not there is NoSuchKey, without a body for HEAD', async () => {
    const { get, client, cloud } = await s3Cloud();
    await expect(get('nothing')).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'nothing' });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    expect(await plain(cloud, 'HEAD', `/${Bucket}/nothing`, { headers: signed() })).toMatchObject({
      status: 404,
      body: '',
    });
    await expect(get('a', { Bucket: 'no-such-bucket' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('is deleted, and deleting it again is no error', async () => {
    const { put, get, client } = await s3Cloud();
    await put('a', '1');
    const drop = new DeleteObjectCommand({ Bucket, Key: 'a' });
    await client.send(drop);
    expect((await client.send(drop)).$metadata.httpStatusCode).toBe(204);
    await expect(get('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('is deleted with others in one call, each with its outcome', async () => {
    const { put, client } = await s3Cloud();
    await put('a', '1');
    await put('b<&>', '2');
    const Objects = [{ Key: 'a' }, { Key: 'b<&>' }, { Key: 'c' }, { Key: 'a', ETag: '"0"' }];
    const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['a', 'b<&>', 'c']);
    expect(Errors).toMatchObject([{ Key: 'a', Code: 'NoSuchKey' }]);
    const many = Array.from({ length: 1001 }, (_, i) => ({ Key: String(i) }));
    await expect(client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: many } }))).rejects.toMatchObject({
      name: 'MalformedXML',
    });
  });
});

describe('a range', () => {
  test.each([
    ['bytes=0-4', '01234', 'bytes 0-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-30', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
  ])('%s', async (Range, body, ContentRange) => {
    const { put, get } = await s3Cloud();
    await put('a', '0123456789');
    const got = await get('a', { Range });
    expect(await got.Body?.transformToString()).toBe(body);
    expect(got).toMatchObject({ ContentRange, ContentLength: body.length, $metadata: { httpStatusCode: 206 } });
  });

  test.each(['bytes=10-', 'bytes=-0'])('%s cannot be satisfied', async (Range) => {
    const { put, get } = await s3Cloud();
    await put('a', '0123456789');
    await expect(get('a', { Range })).rejects.toMatchObject({ name: 'InvalidRange', ActualObjectSize: '10' });
  });

  test.each(['bytes=5-2', 'items=1-2', 'bytes=0-1,3-4'])('%s is none: the whole object', async (Range) => {
    const { put, text } = await s3Cloud();
    await put('a', '0123456789');
    expect(await text('a', { Range })).toBe('0123456789');
  });
});

test('the answer has the headers that its reader asks for', async () => {
  const { put, get } = await s3Cloud();
  await put('a', '1');
  const wanted = { ResponseContentType: 'text/csv', ResponseContentDisposition: 'attachment; filename="a.csv"' };
  expect(await get('a', wanted)).toMatchObject({
    ContentType: 'text/csv',
    ContentDisposition: 'attachment; filename="a.csv"',
  });
  await expect(get('a', { ResponseContentType: '\u4e2d' })).rejects.toMatchObject({ name: 'InvalidArgument' });
  await expect(get('a', { ResponseContentType: 'a\r\nb: c' })).rejects.toMatchObject({ name: 'InvalidArgument' });
});

describe('a copy', () => {
  test('has bytes, metadata and tags of its source, or what is said of it', async () => {
    const { put, get, client } = await s3Cloud();
    await client.send(new CreateBucketCommand({ Bucket: 'other-bucket' }));
    await put('a ü/b', 'hello', { Metadata: { x: '1' }, Tagging: 't=1', ContentType: 'text/plain' });
    const CopySource = `${Bucket}/${encodeURIComponent('a ü/b')}`;
    const copy = new CopyObjectCommand({ Bucket: 'other-bucket', Key: 'c', CopySource });
    expect((await client.send(copy)).CopyObjectResult?.ETag).toBe(HELLO_MD5);
    const got = await get('c', { Bucket: 'other-bucket' });
    expect(got).toMatchObject({ Metadata: { x: '1' }, ContentType: 'text/plain', TagCount: 1 });
    expect(await got.Body?.transformToString()).toBe('hello');
    await client.send(
      new CopyObjectCommand({ Bucket, Key: 'a ü/b', CopySource, MetadataDirective: 'REPLACE', Metadata: { y: '2' } }),
    );
    expect(await get('a ü/b')).toMatchObject({ Metadata: { y: '2' }, ContentType: 'binary/octet-stream' });
  });

  test('onto itself that changes nothing is refused', async () => {
    const { put, client } = await s3Cloud();
    await put('a', '1');
    const copy = (Key: string, CopySource: string, more = {}) =>
      client.send(new CopyObjectCommand({ Bucket, Key, CopySource, ...more }));
    await expect(copy('a', `${Bucket}/a`)).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(copy('b', `${Bucket}/none`)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(copy('b', 'nowhere/none')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(copy('b', 'no-slash')).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(copy('b', `${Bucket}/a`, { CopySourceIfMatch: '"0"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(copy('b', `${Bucket}/a`, { CopySourceIfModifiedSince: new Date('2100-01-01') })).rejects.toMatchObject(
      {
        name: 'PreconditionFailed',
      },
    );
  });
});

test('tags are put, read and counted', async () => {
  const { put, get, client } = await s3Cloud();
  await put('a', '1', { Tagging: 'k=v%20w&k2=' });
  const read = async () => (await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))).TagSet;
  expect(await read()).toEqual([
    { Key: 'k', Value: 'v w' },
    { Key: 'k2', Value: '' },
  ]);
  expect((await get('a')).TagCount).toBe(2);
  const tag = (TagSet: { Key: string; Value: string }[]) =>
    client.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet } }));
  await tag([{ Key: 'n', Value: '1' }]);
  expect(await read()).toEqual([{ Key: 'n', Value: '1' }]);
  const same = { Key: 'n', Value: '1' };
  await expect(tag([same, same])).rejects.toMatchObject({ name: 'InvalidTag' });
  await expect(tag(Array.from({ length: 11 }, (_, i) => ({ Key: String(i), Value: '' })))).rejects.toMatchObject({
    name: 'BadRequest',
  });
});

test('attributes tell what is asked for', async () => {
  const { put, client } = await s3Cloud();
  await put('a', 'hello');
  const ObjectAttributes = ['ETag', 'ObjectSize', 'StorageClass', 'Checksum'] as const;
  const got = await client.send(
    new GetObjectAttributesCommand({ Bucket, Key: 'a', ObjectAttributes: [...ObjectAttributes] }),
  );
  expect(got).toMatchObject({
    ETag: HELLO_MD5.slice(1, -1),
    ObjectSize: 5,
    StorageClass: 'STANDARD',
    Checksum: { ChecksumCRC32: 'NhCmhg==', ChecksumType: 'FULL_OBJECT' },
  });
});

describe('bad input is refused with a reason', () => {
  test.each([
    ['a key that is too long', { Key: 'é'.repeat(513) }, 'KeyTooLongError'],
    ['too much metadata', { Metadata: { a: 'x'.repeat(2048) } }, 'MetadataTooLarge'],
    ['an access control list', { ACL: 'public-read' as const }, 'AccessControlListNotSupported'],
    ['a storage class that does not exist', { StorageClass: 'COLD' as never }, 'InvalidStorageClass'],
    ['an archive', { StorageClass: 'GLACIER' as const }, 'UnsupportedOperation'],
    ['a legal hold', { ObjectLockLegalHoldStatus: 'ON' as const }, 'UnsupportedOperation'],
    ['a redirect', { WebsiteRedirectLocation: '/b' }, 'UnsupportedOperation'],
    ['tags twice', { Tagging: 'a=1&a=2' }, 'InvalidTag'],
    ['another account', { ExpectedBucketOwner: '111111111111' }, 'AccessDenied'],
  ])('%s', async (_, more, name) => {
    const { put } = await s3Cloud();
    await expect(put('a', '1', more)).rejects.toMatchObject({ name });
  });

  test('sub-resources that are not built are named', async () => {
    const { cloud, put } = await s3Cloud();
    await put('a', '1');
    for (const path of [`/${Bucket}/a?torrent`, `/${Bucket}?replication`, `/${Bucket}/a?retention`]) {
      const answer = await plain(cloud, 'GET', path, { headers: signed() });
      expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('UnsupportedOperation') });
    }
    expect((await plain(cloud, 'PATCH', `/${Bucket}/a`, { headers: signed() })).body).toContain('MethodNotAllowed');
  });
});

/** Multipart uploads: parts, completion, abortion, lists, copies of parts, checksums of the whole. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  type UploadPartCommandInput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, s3Cloud } from './s3-cloud.ts';

const Key = 'big';
const MIB = 1024 * 1024;
const FIRST = Buffer.alloc(5 * MIB, 'a');
const LAST = Buffer.from('the end');

async function started(more: Partial<CreateMultipartUploadCommandInput> = {}) {
  const cloud = await s3Cloud();
  const { client } = cloud;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  const part = async (PartNumber: number, Body: Buffer, extra: Partial<UploadPartCommandInput> = {}) => {
    const made = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...extra }));
    return { PartNumber, ETag: made.ETag, ChecksumCRC32: made.ChecksumCRC32 };
  };
  const complete = (Parts: CompletedPart[], extra: object = {}) =>
    client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...extra }));
  return { ...cloud, UploadId, part, complete };
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();

describe('a multipart upload', () => {
  test('becomes one object, whatever the order of its parts', async () => {
    const { part, complete, get } = await started({ ContentType: 'text/plain', Metadata: { a: 'b' }, Tagging: 't=1' });
    const last = await part(7, LAST);
    const first = await part(2, FIRST);
    const made = await complete([first, last]);
    const etag = `"${md5(Buffer.concat([md5(FIRST), md5(LAST)])).toString('hex')}-2"`;
    expect(made).toMatchObject({ ETag: etag, Bucket, Key });
    const got = await get(Key);
    expect(got).toMatchObject({ ETag: etag, ContentType: 'text/plain', Metadata: { a: 'b' }, TagCount: 1 });
    expect(Buffer.concat([FIRST, LAST]).equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    const second = await get(Key, { PartNumber: 7 });
    expect(await second.Body?.transformToString()).toBe('the end');
    expect(second).toMatchObject({
      PartsCount: 2,
      ContentRange: `bytes ${FIRST.length}-${FIRST.length + 6}/${FIRST.length + 7}`,
    });
    await expect(complete([first, last])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('takes the latest of a part, and leaves out what is not named', async () => {
    const { part, complete, text } = await started();
    await part(1, Buffer.from('old'));
    const one = await part(1, Buffer.from('new'));
    await part(2, Buffer.from('not named'));
    await complete([one]);
    expect(await text(Key)).toBe('new');
  });

  test('is refused with parts that do not fit', async () => {
    const { part, complete } = await started();
    const one = await part(1, Buffer.from('small'));
    const two = await part(2, LAST);
    const refused = (parts: CompletedPart[], name: string) => expect(complete(parts)).rejects.toMatchObject({ name });
    await refused([one, two], 'EntityTooSmall');
    await refused([two, one], 'InvalidPartOrder');
    await refused([one, one], 'InvalidPartOrder');
    await refused([{ ...one, ETag: '"0"' }], 'InvalidPart');
    await refused([{ ...one, PartNumber: 9 }], 'InvalidPart');
    await refused([], 'MalformedXML');
    await expect(part(10_001, LAST)).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(complete([two], { MpuObjectSize: 8 })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await complete([two], { MpuObjectSize: 7, IfNoneMatch: '*' });
  });

  test('that is aborted leaves nothing', async () => {
    const { part, client, UploadId, complete } = await started();
    const one = await part(1, LAST);
    const abort = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
    await client.send(abort);
    await expect(client.send(abort)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(complete([one])).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(part(1, LAST)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });

  test('does not replace an object that it must not', async () => {
    const { part, complete, put, text } = await started();
    const one = await part(1, LAST);
    const { ETag } = await put(Key, 'there');
    await expect(complete([one], { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await text(Key)).toBe('there');
    await complete([one], { IfMatch: ETag });
    expect(await text(Key)).toBe('the end');
  });

  test('copies ranges of objects as parts', async () => {
    const { client, put, complete, text, UploadId } = await started();
    await put('source', '0123456789');
    const copy = (range: string) =>
      client.send(
        new UploadPartCopyCommand({
          Bucket,
          Key,
          UploadId,
          PartNumber: 1,
          CopySource: `${Bucket}/source`,
          CopySourceRange: range,
        }),
      );
    const { CopyPartResult } = await copy('bytes=3-5');
    await expect(copy('bytes=3-10')).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(copy('3-5')).rejects.toMatchObject({ name: 'InvalidArgument' });
    await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    expect(await text(Key)).toBe('345');
  });
});

describe('checksums of the whole', () => {
  test('are of the checksums of the parts, or of all bytes', async () => {
    const composite = await started({ ChecksumAlgorithm: 'CRC32' });
    const parts = [await composite.part(1, FIRST), await composite.part(2, LAST)];
    const raw = Buffer.concat(parts.map(({ ChecksumCRC32 }) => Buffer.from(ChecksumCRC32 ?? '', 'base64')));
    const sum = (bytes: Buffer) => {
      const four = Buffer.alloc(4);
      four.writeUInt32BE(crc32(bytes));
      return four.toString('base64');
    };
    const made = await composite.complete(parts);
    expect(made).toMatchObject({ ChecksumCRC32: `${sum(raw)}-2`, ChecksumType: 'COMPOSITE' });
    const attributes = new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ObjectParts', 'Checksum'] });
    const { ObjectParts } = await composite.client.send(attributes);
    expect(ObjectParts).toMatchObject({
      TotalPartsCount: 2,
      Parts: [{ PartNumber: 1, Size: FIRST.length }, { PartNumber: 2 }],
    });
    expect(await (await composite.get(Key, { ChecksumMode: 'ENABLED' })).Body?.transformToByteArray()).toHaveLength(
      FIRST.length + 7,
    );

    const full = await started({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const both = [await full.part(1, FIRST), await full.part(2, LAST)];
    await expect(full.complete(both, { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    const ChecksumCRC32 = sum(Buffer.concat([FIRST, LAST]));
    expect(await full.complete(both, { ChecksumCRC32, ChecksumType: 'FULL_OBJECT' })).toMatchObject({
      ChecksumCRC32,
      ChecksumType: 'FULL_OBJECT',
    });
  });

  test('are of one algorithm', async () => {
    const { part, client } = await started({ ChecksumAlgorithm: 'SHA256' });
    await expect(part(1, LAST, { ChecksumAlgorithm: 'CRC32' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    const wrong = { Bucket, Key, ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' } as const;
    await expect(client.send(new CreateMultipartUploadCommand(wrong))).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
  });
});

test('parts and uploads are listed in pages', async () => {
  const { part, client, UploadId } = await started();
  for (const number of [1, 2, 3]) await part(number, Buffer.from(String(number)));
  const list = (more: object) => client.send(new ListPartsCommand({ Bucket, Key, UploadId, ...more }));
  expect(await list({ MaxParts: 2 })).toMatchObject({
    IsTruncated: true,
    NextPartNumberMarker: '2',
    Parts: [{ PartNumber: 1, Size: 1 }, {}],
  });
  expect((await list({ PartNumberMarker: '2' })).Parts).toMatchObject([{ PartNumber: 3 }]);
  for (const key of ['a/1', 'a/2', 'z']) await client.send(new CreateMultipartUploadCommand({ Bucket, Key: key }));
  const uploads = (more: object) => client.send(new ListMultipartUploadsCommand({ Bucket, ...more }));
  const all = await uploads({ Delimiter: '/' });
  expect(all.Uploads?.map((one) => one.Key)).toEqual(['big', 'z']);
  expect(all.CommonPrefixes).toEqual([{ Prefix: 'a/' }]);
  const page = await uploads({ MaxUploads: 2 });
  expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: 'a/2' });
  const rest = await uploads({ KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker });
  expect(rest.Uploads?.map((one) => one.Key)).toEqual(['big', 'z']);
});

/** Writes an object of the bytes of another, with its metadata or new metadata. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import { CHECKSUM_ALGORITHMS } from '../checksums/algorithms.ts';
import { invalidRequest } from '../errors.ts';
import { LARGEST_PUT_BYTES } from '../limits.ts';
import type { Bucket, Description, StoredObject } from '../model.ts';
import { announce } from '../objects/announce.ts';
import { keepCopy } from '../objects/content.ts';
import { copySourceHeaders, copySourceMembers, mayCopyFrom, readSource } from '../objects/copy-source.ts';
import { describe, descriptionHeaders, descriptionMembers, descriptionPrefixes } from '../objects/description.ts';
import { checksumElements } from '../objects/listing.ts';
import { versionIdOf } from '../objects/versions.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, isoDate, objectKey } from '../wire/schemas.ts';

const directive = z.enum(['COPY', 'REPLACE']).default('COPY');

const input = z.strictObject({
  Bucket: bucketName,
  Key: objectKey,
  ...copySourceMembers,
  IfMatch: z.string().optional(),
  IfNoneMatch: z.string().optional(),
  MetadataDirective: directive,
  TaggingDirective: directive,
  ChecksumAlgorithm: z.enum(CHECKSUM_ALGORITHMS).optional(),
  ...descriptionMembers,
});
type Input = z.output<typeof input>;

export const copyObject = (s3: S3) =>
  operation({
    name: 'CopyObject',
    binding: {
      method: 'PUT',
      at: 'object',
      by: 'x-amz-copy-source',
      headers: {
        ...descriptionHeaders,
        ...copySourceHeaders,
        'if-match': 'IfMatch',
        'if-none-match': 'IfNoneMatch',
        'x-amz-metadata-directive': 'MetadataDirective',
        'x-amz-tagging-directive': 'TaggingDirective',
        'x-amz-checksum-algorithm': 'ChecksumAlgorithm',
      },
      prefixed: descriptionPrefixes,
    },
    input,
    permissions: ({ Bucket, Key, CopySource, Tagging }) => [
      mayCopyFrom(CopySource),
      { action: 'PutObject', resource: objectArn(Bucket, Key) },
      ...(Tagging === undefined ? [] : [{ action: 'PutObjectTagging', resource: objectArn(Bucket, Key) }]),
    ],
    async run(given, call) {
      const { Bucket, Key, CopySource, IfMatch, IfNoneMatch } = given;
      const source = readSource(s3, given, call);
      const description = describeCopy(given, source, s3.store.bucket(Bucket));
      if (source.size > LARGEST_PUT_BYTES)
        throw invalidRequest(
          `The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_PUT_BYTES}`,
        );
      const write = s3.writes.begin(Bucket, Key, { ifMatch: IfMatch, ifNoneMatch: IfNoneMatch });
      try {
        const opened = s3.store.files.open(source.file, 0, source.size);
        const algorithm = given.ChecksumAlgorithm ?? source.checksum?.algorithm ?? 'CRC64NVME';
        const content = await keepCopy(s3.store.files, [() => opened], algorithm);
        const object = write.commit({
          key: Key,
          ...description,
          ...content,
        });
        const told = announce(s3, Bucket, object, 'CopyObject', call);
        const sourceVersioned = s3.store.buckets.get(CopySource.bucket)?.versioning !== undefined;
        return {
          headers: {
            ...told,
            'x-amz-copy-source-version-id': sourceVersioned ? versionIdOf(source) : undefined,
          },
          xml: [
            'CopyObjectResult',
            {
              ETag: `"${object.etag}"`,
              LastModified: isoDate(object.modifiedMs),
              ...checksumElements(object.checksum),
            },
          ],
        };
      } finally {
        write.end();
      }
    },
  });

/** What comes from the source and what from the request. */
function describeCopy(given: Input, source: StoredObject, into: Bucket): Description {
  const asked = describe(given, into);
  const { Bucket, Key, CopySource, MetadataDirective, TaggingDirective, StorageClass, ServerSideEncryption } = given;
  const same = CopySource.bucket === Bucket && CopySource.key === Key && CopySource.versionId === undefined;
  if (same && MetadataDirective === 'COPY' && StorageClass === undefined && ServerSideEncryption === undefined) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { headers, metadata } = MetadataDirective === 'REPLACE' ? asked : source;
  return { ...asked, headers, metadata, tags: TaggingDirective === 'REPLACE' ? asked.tags : source.tags };
}

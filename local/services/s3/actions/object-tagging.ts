/** Puts, reads and deletes the tags of an object. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html and its neighbours */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import { MOST_OBJECT_TAGS } from '../limits.ts';
import { versionHeader } from '../objects/description.ts';
import type { S3 } from '../s3.ts';
import { type Answer, type Operation, operation } from '../wire/operation.ts';
import { bucketName, objectKey, tagSet, tagsOf } from '../wire/schemas.ts';

const members = { Bucket: bucketName, Key: objectKey, VersionId: z.string().optional() };
const input = z.strictObject(members);
type Input = z.output<typeof input>;

const binding = { at: 'object', marked: ['tagging'], query: { versionId: 'VersionId' } } as const;
const may =
  (verb: string) =>
  ({ Bucket, Key, VersionId }: Input) => [
    { action: `${verb}Object${VersionId === undefined ? '' : 'Version'}Tagging`, resource: objectArn(Bucket, Key) },
  ];

export function objectTaggingActions({ store, versions }: S3): Operation[] {
  function change({ Bucket, Key, VersionId }: Input, tags: Readonly<Record<string, string>>, status: number): Answer {
    const bucket = store.bucket(Bucket);
    const object = versions.readable(Bucket, Key, VersionId);
    versions.change(Bucket, { ...object, tags });
    return { status, headers: versionHeader(bucket, object) };
  }
  return [
    operation({
      name: 'GetObjectTagging',
      binding: { ...binding, method: 'GET' },
      input,
      permissions: may('Get'),
      run({ Bucket, Key, VersionId }) {
        const bucket = store.bucket(Bucket);
        const object = versions.readable(Bucket, Key, VersionId);
        const Tag = Object.entries(object.tags).map(([Key, Value]) => ({ Key, Value }));
        return { headers: versionHeader(bucket, object), xml: ['Tagging', { TagSet: { Tag } }] };
      },
    }),
    operation({
      name: 'PutObjectTagging',
      binding: { ...binding, method: 'PUT', document: ['Tagging', 'Tagging'] },
      input: z.strictObject({ ...members, Tagging: tagSet }),
      permissions: may('Put'),
      run: ({ Tagging, ...given }) => change(given, tagsOf(Tagging.TagSet.Tag, MOST_OBJECT_TAGS), 200),
    }),
    operation({
      name: 'DeleteObjectTagging',
      binding: { ...binding, method: 'DELETE' },
      input,
      permissions: may('Delete'),
      run: (given) => change(given, {}, 204),
    }),
  ];
}

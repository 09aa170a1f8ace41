/** Writes an object; it is current when all its bytes are on disk and agree. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
import * as z from 'zod';
import { objectArn } from '../arns.ts';
import { LARGEST_PUT_BYTES } from '../limits.ts';
import { announce } from '../objects/announce.ts';
import { keepBody } from '../objects/content.ts';
import {
  checksumHeaders,
  describe,
  descriptionHeaders,
  descriptionMembers,
  descriptionPrefixes,
} from '../objects/description.ts';
import type { S3 } from '../s3.ts';
import { bodyOf } from '../wire/body.ts';
import { operation } from '../wire/operation.ts';
import { bucketName, objectKey } from '../wire/schemas.ts';

const input = z.strictObject({
  Bucket: bucketName,
  Key: objectKey,
  IfMatch: z.string().optional(),
  IfNoneMatch: z.string().optional(),
  ...descriptionMembers,
});

export const putObject = (s3: S3) =>
  operation({
    name: 'PutObject',
    binding: {
      method: 'PUT',
      at: 'object',
      headers: { ...descriptionHeaders, 'if-match': 'IfMatch', 'if-none-match': 'IfNoneMatch' },
      prefixed: descriptionPrefixes,
    },
    input,
    permissions: ({ Bucket, Key, Tagging, IfMatch }) => [
      { action: 'PutObject', resource: objectArn(Bucket, Key) },
      ...(Tagging === undefined ? [] : [{ action: 'PutObjectTagging', resource: objectArn(Bucket, Key) }]),
      ...(IfMatch === undefined ? [] : [{ action: 'GetObject', resource: objectArn(Bucket, Key) }]),
    ],
    async run({ Bucket, Key, IfMatch, IfNoneMatch, ...described }, call) {
      const description = describe(described, s3.store.bucket(Bucket));
      const body = bodyOf(call.request, LARGEST_PUT_BYTES);
      const write = s3.writes.begin(Bucket, Key, { ifMatch: IfMatch, ifNoneMatch: IfNoneMatch });
      try {
        const content = await keepBody(s3.store.files, body);
        const object = write.commit({
          key: Key,
          ...description,
          ...content,
        });
        const told = announce(s3, Bucket, object, 'PutObject', call);
        return {
          headers: {
            etag: `"${object.etag}"`,
            ...told,
            ...checksumHeaders(object),
          },
        };
      } finally {
        write.end();
      }
    },
  });

/** Lists the objects that are current, in pages by token. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import * as z from 'zod';
import { ownerOf } from '../buckets/owner.ts';
import { invalidArgument } from '../errors.ts';
import { contentsOf, encoderOf, listingMembers, listingQuery, listObjectsOf, mayList } from '../objects/listing.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';

const input = z.strictObject({
  ...listingMembers,
  StartAfter: z.string().optional(),
  ContinuationToken: z.string().optional(),
  FetchOwner: z.enum(['true', 'false']).optional(),
});

export const listObjectsV2 = (s3: S3) =>
  operation({
    name: 'ListObjectsV2',
    binding: {
      method: 'GET',
      at: 'bucket',
      marked: ['list-type=2'],
      query: {
        ...listingQuery,
        'start-after': 'StartAfter',
        'continuation-token': 'ContinuationToken',
        'fetch-owner': 'FetchOwner',
      },
    },
    input,
    permissions: mayList('ListBucket'),
    run({ StartAfter, ContinuationToken, FetchOwner, EncodingType, ...asked }) {
      const after = ContinuationToken === undefined ? (StartAfter ?? '') : placeOf(ContinuationToken);
      const { Prefix: prefix, Delimiter: delimiter, MaxKeys: limit } = asked;
      const listed = listObjectsOf(s3, asked.Bucket, { prefix, delimiter, limit, after });
      const encoded = encoderOf(EncodingType);
      const content = {
        ...contentsOf(listed, asked, EncodingType, FetchOwner === 'true' ? ownerOf(s3.engine) : undefined),
        KeyCount: listed.entries.length,
        StartAfter: StartAfter === undefined ? undefined : encoded(StartAfter),
        ContinuationToken,
        NextContinuationToken: listed.truncated ? tokenOf(listed.last) : undefined,
      };
      return { xml: ['ListBucketResult', content] };
    },
  });

const MARK = '1:';
const tokenOf = (last: string): string => Buffer.from(MARK + last).toString('base64url');

function placeOf(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith(MARK))
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return text.slice(MARK.length);
}

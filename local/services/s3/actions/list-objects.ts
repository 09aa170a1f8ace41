/** Lists the objects that are current, as the first version of the action did. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
import * as z from 'zod';
import { ownerOf } from '../buckets/owner.ts';
import { contentsOf, encoderOf, listingMembers, listingQuery, listObjectsOf, mayList } from '../objects/listing.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';

export const listObjects = (s3: S3) =>
  operation({
    name: 'ListObjects',
    binding: { method: 'GET', at: 'bucket', query: { ...listingQuery, marker: 'Marker' } },
    input: z.strictObject({ ...listingMembers, Marker: z.string().default('') }),
    permissions: mayList('ListBucket'),
    run({ Marker: after, EncodingType, ...asked }) {
      const { Prefix: prefix, Delimiter: delimiter, MaxKeys: limit } = asked;
      const listed = listObjectsOf(s3, asked.Bucket, { prefix, delimiter, limit, after });
      const encoded = encoderOf(EncodingType);
      const content = {
        ...contentsOf(listed, asked, EncodingType, ownerOf(s3.engine)),
        Marker: encoded(after),
        // Without a delimiter the last key is the next marker, and is not told again.
        NextMarker: listed.truncated && delimiter !== '' ? encoded(listed.last) : undefined,
      };
      return { xml: ['ListBucketResult', content] };
    },
  });

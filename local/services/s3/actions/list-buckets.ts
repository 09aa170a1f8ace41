/** Lists the buckets of the account. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
import * as z from 'zod';
import { bucketArn } from '../arns.ts';
import { ownerOf } from '../buckets/owner.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { countUpTo, isoDate } from '../wire/schemas.ts';

const MOST_BUCKETS = 10_000;

const input = z.strictObject({
  Prefix: z.string().default(''),
  BucketRegion: z.string().optional(),
  ContinuationToken: z.string().default(''),
  MaxBuckets: countUpTo('maxBuckets', MOST_BUCKETS).default(MOST_BUCKETS),
});

export const listBuckets = ({ engine, store }: S3) =>
  operation({
    name: 'ListBuckets',
    binding: {
      method: 'GET',
      at: 'service',
      query: {
        prefix: 'Prefix',
        'bucket-region': 'BucketRegion',
        'continuation-token': 'ContinuationToken',
        'max-buckets': 'MaxBuckets',
      },
    },
    input,
    permissions: () => [{ action: 'ListAllMyBuckets', resource: bucketArn('*') }],
    run({ Prefix, BucketRegion = engine.region, ContinuationToken, MaxBuckets }) {
      const found = store.buckets
        .list(Prefix)
        .filter(({ name }) => BucketRegion === engine.region && name > ContinuationToken);
      const shown = found.slice(0, MaxBuckets);
      const Bucket = shown.map(({ name, createdMs }) => ({
        Name: name,
        CreationDate: isoDate(createdMs),
        BucketRegion: engine.region,
        BucketArn: bucketArn(name),
      }));
      const content = {
        Owner: ownerOf(engine),
        Buckets: { Bucket },
        ContinuationToken: found.length > shown.length ? shown.at(-1)?.name : undefined,
        Prefix: Prefix || undefined,
      };
      return { xml: ['ListAllMyBucketsResult', content] };
    },
  });

/** Lists versions and delete markers. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
import * as z from 'zod';
import { ownerOf } from '../buckets/owner.ts';
import { invalidArgument } from '../errors.ts';
import type { Version } from '../model.ts';
import { listKeys } from '../objects/list.ts';
import { encoderOf, listingMembers, listingQuery, mayList } from '../objects/listing.ts';
import { versionIdOf } from '../objects/versions.ts';
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { isoDate } from '../wire/schemas.ts';
import type { Xml } from '../wire/xml.ts';

const input = z.strictObject({
  ...listingMembers,
  KeyMarker: z.string().default(''),
  VersionIdMarker: z.string().optional(),
});
type Input = z.output<typeof input>;

type Row = { readonly version: Version; readonly isLatest: boolean } | { readonly commonPrefix: string };

export const listObjectVersions = (s3: S3) =>
  operation({
    name: 'ListObjectVersions',
    binding: {
      method: 'GET',
      at: 'bucket',
      marked: ['versions'],
      query: { ...listingQuery, 'key-marker': 'KeyMarker', 'version-id-marker': 'VersionIdMarker' },
    },
    input,
    permissions: mayList('ListBucketVersions'),
    run(given) {
      const { Bucket, Prefix, Delimiter, KeyMarker, VersionIdMarker, MaxKeys, EncodingType } = given;
      if (VersionIdMarker !== undefined && KeyMarker === '')
        throw invalidArgument(
          'A version-id marker cannot be specified without a key marker.',
          'version-id-marker',
          VersionIdMarker,
        );
      const all = rowsOf(s3, given);
      const rows = all.slice(0, MaxKeys);
      const last = rows.at(-1);
      const truncated = all.length > MaxKeys && MaxKeys > 0;
      const encoded = encoderOf(EncodingType);
      const told = (kind: Version['kind']) =>
        rows.flatMap((row) => ('version' in row && row.version.kind === kind ? [describe(s3, row, encoded)] : []));
      const next = last && ('version' in last ? last.version.key : last.commonPrefix);
      const content = {
        Name: Bucket,
        Prefix: encoded(Prefix),
        Delimiter: Delimiter === '' ? undefined : encoded(Delimiter),
        KeyMarker: encoded(KeyMarker),
        VersionIdMarker: VersionIdMarker ?? '',
        MaxKeys,
        EncodingType,
        IsTruncated: truncated,
        NextKeyMarker: truncated && next !== undefined ? encoded(next) : undefined,
        NextVersionIdMarker: truncated && last && 'version' in last ? versionIdOf(last.version) : undefined,
        Version: told('object'),
        DeleteMarker: told('marker'),
        CommonPrefixes: rows.flatMap((row) => ('commonPrefix' in row ? [{ Prefix: encoded(row.commonPrefix) }] : [])),
      };
      return { xml: ['ListVersionsResult', content] };
    },
  });

/** One more than a page at least, when there are that many. */
function rowsOf({ store, versions }: S3, given: Input): Row[] {
  const { Bucket, Prefix: prefix, Delimiter: delimiter, KeyMarker: after, VersionIdMarker, MaxKeys } = given;
  store.bucket(Bucket);
  const ofKey = (key: string): Row[] =>
    versions.all(Bucket, key).map((version, at) => ({ version, isLatest: at === 0 }));
  const rows: Row[] = [];
  if (VersionIdMarker !== undefined && after.startsWith(prefix)) {
    const siblings = ofKey(after);
    const seen = siblings.findIndex((row) => 'version' in row && versionIdOf(row.version) === VersionIdMarker);
    if (seen < 0) throw invalidArgument('Invalid version id specified', 'version-id-marker', VersionIdMarker);
    rows.push(...siblings.slice(seen + 1));
  }
  const { entries } = listKeys(
    (from, to, limit) =>
      store.objects
        .entries({ from: `${Bucket}/${from}`, to: `${Bucket}/${to}`, limit })
        .map(([, { key }]) => ({ key, value: key })),
    { prefix, delimiter, after, limit: MaxKeys + 1 },
  );
  for (const entry of entries) {
    if (rows.length > MaxKeys) break;
    if ('value' in entry) rows.push(...ofKey(entry.key));
    else rows.push(entry);
  }
  return rows;
}

function describe({ engine }: S3, row: Extract<Row, { version: Version }>, encoded: (text: string) => string): Xml {
  const { version, isLatest } = row;
  return {
    Key: encoded(version.key),
    VersionId: versionIdOf(version),
    IsLatest: isLatest,
    LastModified: isoDate(version.modifiedMs),
    ...(version.kind === 'object' && {
      ETag: `"${version.etag}"`,
      ChecksumAlgorithm: version.checksum?.algorithm,
      ChecksumType: version.checksum?.type,
      Size: version.size,
      StorageClass: version.storageClass ?? 'STANDARD',
    }),
    Owner: ownerOf(engine),
  };
}

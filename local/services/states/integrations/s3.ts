/**
 * S3 for tasks (`aws-sdk:s3:*`) and for distributed Maps. The Body of an object is text; what is not text is written as JSON.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import type { TaskCall } from './contract.ts';
import { callS3, membersOf, type S3Answer, type S3Request } from './s3-wire.ts';

type Members = Readonly<Record<string, Json | undefined>>;

/** Members of the API that are headers of a request or an answer. */
const HEADERS: Readonly<Record<string, string>> = {
  AcceptRanges: 'accept-ranges',
  CacheControl: 'cache-control',
  ContentDisposition: 'content-disposition',
  ContentEncoding: 'content-encoding',
  ContentLanguage: 'content-language',
  ContentLength: 'content-length',
  ContentRange: 'content-range',
  ContentType: 'content-type',
  CopySource: 'x-amz-copy-source',
  ETag: 'etag',
  IfMatch: 'if-match',
  IfNoneMatch: 'if-none-match',
  LastModified: 'last-modified',
  MetadataDirective: 'x-amz-metadata-directive',
  Range: 'range',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  StorageClass: 'x-amz-storage-class',
  VersionId: 'x-amz-version-id',
};
const ASKED = new Set(
  'CacheControl ContentDisposition ContentEncoding ContentLanguage ContentType CopySource IfMatch IfNoneMatch MetadataDirective Range ServerSideEncryption StorageClass'.split(
    ' ',
  ),
);
const TOLD = new Set(
  'AcceptRanges CacheControl ContentDisposition ContentEncoding ContentLanguage ContentLength ContentRange ContentType ETag LastModified ServerSideEncryption StorageClass VersionId'.split(
    ' ',
  ),
);
const QUERY: Readonly<Record<string, string>> = {
  Prefix: 'prefix',
  Delimiter: 'delimiter',
  MaxKeys: 'max-keys',
  StartAfter: 'start-after',
  ContinuationToken: 'continuation-token',
  VersionId: 'versionId',
};

interface S3Action {
  readonly method: S3Request['method'];
  /** Beside Bucket. */
  readonly members: readonly string[];
  readonly onObject: boolean;
  readonly query?: Readonly<Record<string, string>>;
  answer(answer: S3Answer): Json;
}

const CONDITIONS = ['IfMatch', 'IfNoneMatch'];
const CONTENT = ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType', 'Metadata'];

/** Members that an action takes; any other is refused by name. */
const ACTIONS: Readonly<Record<string, S3Action>> = {
  getObject: {
    method: 'GET',
    members: ['VersionId', 'Range', ...CONDITIONS],
    onObject: true,
    answer: ({ headers, body }) => ({ ...(told(headers) as Members), Body: body.toString() }),
  },
  headObject: {
    method: 'HEAD',
    members: ['VersionId', 'Range', ...CONDITIONS],
    onObject: true,
    answer: ({ headers }) => told(headers),
  },
  putObject: {
    method: 'PUT',
    members: ['Body', 'StorageClass', 'ServerSideEncryption', ...CONTENT, ...CONDITIONS],
    onObject: true,
    answer: written,
  },
  deleteObject: { method: 'DELETE', members: ['VersionId', 'IfMatch'], onObject: true, answer: written },
  copyObject: {
    method: 'PUT',
    members: ['CopySource', 'MetadataDirective', ...CONTENT, 'StorageClass'],
    onObject: true,
    answer: ({ body }) => ({ CopyObjectResult: membersOf(body) as { [key: string]: Json } }),
  },
  listObjectsV2: {
    method: 'GET',
    members: ['Prefix', 'Delimiter', 'MaxKeys', 'StartAfter', 'ContinuationToken'],
    onObject: false,
    query: { 'list-type': '2' },
    answer: ({ body }) => listed(body),
  },
  createBucket: {
    method: 'PUT',
    members: [],
    onObject: false,
    answer: ({ headers }) => ({ Location: headers.get('location') ?? '' }),
  },
  deleteBucket: { method: 'DELETE', members: [], onObject: false, answer: () => ({}) },
  headBucket: { method: 'HEAD', members: [], onObject: false, answer: () => ({}) },
};

/** Undefined for an action that is not here. */
export function s3Call(action: string): ((call: TaskCall) => Promise<Json>) | undefined {
  const found = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  return found && (async (call) => found.answer(await perform(call, action, found)));
}

async function perform(call: TaskCall, name: string, action: S3Action): Promise<S3Answer> {
  const { Bucket, Key, ...rest } = call.arguments as Members;
  if (typeof Bucket !== 'string') throw missing(name, 'Bucket');
  if (action.onObject && typeof Key !== 'string') throw missing(name, 'Key');
  for (const member of Object.keys(rest))
    if (!action.members.includes(member))
      throw new Failure('States.Runtime', `${member} of s3:${name} is not supported by the local cloud.`);
  const { Body, Metadata, ...others } = rest;
  const named = (names: Readonly<Record<string, string>>, which: (member: string) => boolean) =>
    Object.fromEntries(
      Object.entries(others)
        .filter(([member, value]) => value !== undefined && which(member))
        .map(([member, value]) => [names[member] ?? member, String(value)]),
    );
  const metadata = Object.entries((Metadata ?? {}) as Members).map(([key, value]) => [
    `x-amz-meta-${key}`,
    String(value),
  ]);
  return await callS3(call, {
    method: action.method,
    bucket: Bucket,
    ...(action.onObject && { key: String(Key) }),
    query: { ...action.query, ...named(QUERY, (member) => Object.hasOwn(QUERY, member)) },
    headers: { ...named(HEADERS, (member) => ASKED.has(member)), ...Object.fromEntries(metadata) },
    ...(Body !== undefined && { body: typeof Body === 'string' ? Body : JSON.stringify(Body) }),
  });
}

const missing = (action: string, member: string): Failure =>
  new Failure('States.Runtime', `The parameters of s3:${action} need ${member}.`);

/** What the headers of an answer say, in the members of the API. */
function told(headers: Headers): Json {
  const members: Record<string, Json> = {};
  for (const member of TOLD) {
    const value = headers.get(HEADERS[member] ?? '');
    if (value === null) continue;
    members[member] = member === 'ContentLength' ? Number(value) : member === 'LastModified' ? iso(value) : value;
  }
  const metadata = [...headers].filter(([name]) => name.startsWith('x-amz-meta-'));
  return { ...members, Metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice(11), value])) };
}

const iso = (date: string): string => new Date(date).toISOString().replace('.000Z', 'Z');

/** What writing and deleting answer: nothing but headers. */
function written({ headers }: S3Answer): Json {
  const { ETag, VersionId, ServerSideEncryption } = told(headers) as Members;
  return {
    ...(ETag !== undefined && { ETag }),
    ...(ServerSideEncryption !== undefined && { ServerSideEncryption }),
    ...(VersionId !== undefined && { VersionId }),
  };
}

const NUMBERS = new Set(['KeyCount', 'MaxKeys', 'Size']);

function listed(body: Buffer): Json {
  const typed = (value: unknown, name = ''): Json => {
    if (Array.isArray(value)) return value.map((item) => typed(item, name));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, typed(member, key)]));
    const text = String(value);
    return NUMBERS.has(name) ? Number(text) : name === 'IsTruncated' ? text === 'true' : text;
  };
  return typed(membersOf(body));
}

const get = async (call: TaskCall, given: Json): Promise<Buffer> =>
  (await perform({ ...call, arguments: given }, 'getObject', ACTIONS.getObject as S3Action)).body;

/** The bytes of an object. Throws a Failure named `S3.Code`. */
export const getBytes = (call: TaskCall, bucket: string, key: string, version?: Json): Promise<Buffer> =>
  get(call, { Bucket: bucket, Key: key, ...(version !== undefined && { VersionId: version }) });

/** Writes an object of JSON text. Throws a Failure named `S3.Code`. */
export async function putText(call: TaskCall, Bucket: string, Key: string, Body: string): Promise<void> {
  const given = { Bucket, Key, Body, ContentType: 'application/json' };
  await perform({ ...call, arguments: given }, 'putObject', ACTIONS.putObject as S3Action);
}

/** All objects that `listObjectsV2` finds with the call's arguments, page by page, as an ItemReader tells them. */
export async function listObjects(call: TaskCall): Promise<Json[]> {
  const found: Json[] = [];
  let token: Json | undefined;
  do {
    const given = { ...(call.arguments as Members), ...(token !== undefined && { ContinuationToken: token }) };
    const { body } = await perform({ ...call, arguments: given }, 'listObjectsV2', ACTIONS.listObjectsV2 as S3Action);
    const { Contents = [], NextContinuationToken } = listed(body) as { Contents?: Members[] } & Members;
    for (const { ETag = '', Key = '', LastModified, Size = 0, StorageClass = 'STANDARD' } of Contents)
      found.push({
        Etag: ETag,
        Key,
        LastModified: Math.floor(Date.parse(String(LastModified)) / 1000),
        Size,
        StorageClass,
      });
    token = NextContinuationToken;
  } while (token !== undefined);
  return found;
}

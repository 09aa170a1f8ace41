/** Maps that read their items from S3 and write what comes of them there, and tasks that read and write objects. */
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeMapRunCommand, ListMapRunsCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { stateMachines } from './state-machines.ts';

const Bucket = 'data';

async function buckets(objects: Readonly<Record<string, string | Uint8Array>> = {}) {
  const cloud = await testCloud();
  const s3 = new S3Client({ ...clientSettings(cloud), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const [Key, Body] of Object.entries(objects)) await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return {
    cloud,
    s3,
    ...stateMachines(cloud),
    async text(Key: string): Promise<string> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    },
  };
}

const PROCESSOR = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'P',
  States: { P: { Type: 'Pass', End: true } },
};
const map = (members: object) => ({
  StartAt: 'M',
  States: { M: { Type: 'Map', ItemProcessor: PROCESSOR, End: true, ...members } },
});
const reading = (Key: string, ReaderConfig: object, members: object = {}) =>
  map({
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig, Parameters: { Bucket, Key } },
    ...members,
  });

const CSV = 'id,name\r\n1,"Ann, the first"\r\n2,\n3,Cid,more\n';
const MANIFEST = {
  sourceBucket: 'source',
  destinationBucket: `arn:aws:s3:::${Bucket}`,
  fileFormat: 'CSV',
  fileSchema: 'Bucket, Key, Size',
  files: [{ key: 'inventory/1.csv.gz' }, { key: 'inventory/2.csv' }],
};

test('items are read from JSON, JSON Lines, columns and an inventory', async () => {
  const { run } = await buckets({
    'list.json': '[1,2,3]',
    'deep.json': '{"a":{"b/c":[{"x":1},{"x":2}]}}',
    'object.json': '{"k1":10,"k2":20}',
    'lines.jsonl': '{"n":1}\n{"n":2}\n\n',
    'rows.csv': CSV,
    'rows.tsv': 'a\t1\nb\t2\n',
    'manifest.json': JSON.stringify(MANIFEST),
    'inventory/1.csv.gz': gzipSync('"source","a.txt","1"\n"source","b.txt","2"\n'),
    'inventory/2.csv': '"source","c.txt","3"\n',
  });
  const read = async (key: string, config: object, members?: object): Promise<unknown> => {
    const done = await run(reading(key, config, members));
    return done.status === 'SUCCEEDED' ? JSON.parse(done.output ?? '') : done.cause;
  };
  expect(await read('list.json', { InputType: 'JSON' })).toEqual([1, 2, 3]);
  expect(await read('list.json', { InputType: 'JSON', MaxItems: 2 })).toEqual([1, 2]);
  expect(await read('deep.json', { InputType: 'JSON', ItemsPointer: '/a/b~1c' })).toEqual([{ x: 1 }, { x: 2 }]);
  const selector = {
    ItemSelector: { 'k.$': '$$.Map.Item.Key', 'v.$': '$$.Map.Item.Value', 's.$': '$$.Map.Item.Source' },
  };
  expect(await read('object.json', { InputType: 'JSON' }, selector)).toEqual([
    { k: 'k1', v: 10, s: 'S3://data/object.json' },
    { k: 'k2', v: 20, s: 'S3://data/object.json' },
  ]);
  expect(await read('lines.jsonl', { InputType: 'JSONL' })).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await read('rows.csv', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' })).toEqual([
    { id: '1', name: 'Ann, the first' },
    { id: '2', name: '' },
    { id: '3', name: 'Cid' },
  ]);
  const given = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['l', 'n'], CSVDelimiter: 'TAB' };
  expect(await read('rows.tsv', given)).toEqual([
    { l: 'a', n: '1' },
    { l: 'b', n: '2' },
  ]);
  expect(await read('manifest.json', { InputType: 'MANIFEST' })).toEqual(
    ['a', 'b', 'c'].map((name, i) => ({ Bucket: 'source', Key: `${name}.txt`, Size: `${i + 1}` })),
  );
  expect(await read('list.json', { InputType: 'PARQUET' })).toContain('PARQUET');
});

test('in JSONata the fields of a reader are expressions, and the objects of a bucket are items', async () => {
  const { run } = await buckets({ 'in/a': '1', 'in/b': '22', other: '3' });
  const done = await run(
    {
      QueryLanguage: 'JSONata',
      ...map({
        ItemReader: {
          Resource: 'arn:aws:states:::s3:listObjectsV2',
          ReaderConfig: { MaxItems: '{% $states.input.most %}' },
          Arguments: { Bucket: '{% $states.input.bucket %}', Prefix: 'in/' },
        },
        ItemSelector: {
          key: '{% $states.context.Map.Item.Value.Key %}',
          size: '{% $states.context.Map.Item.Value.Size %}',
        },
      }),
    },
    { bucket: Bucket, most: 5 },
  );
  expect(JSON.parse(done.output ?? '')).toEqual([
    { key: 'in/a', size: 1 },
    { key: 'in/b', size: 2 },
  ]);
});

test('what cannot be read fails the map run with States.ItemReaderFailed, which can be caught', async () => {
  const { run, history } = await buckets({ 'bad.json': '{', 'one.json': '1' });
  const failed = await run(reading('none.json', { InputType: 'JSON' }));
  expect(failed).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
  expect((await history(failed.executionArn)).map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunFailed',
    'MapStateFailed',
    'ExecutionFailed',
  ]);
  for (const [key, config, cause] of [
    ['bad.json', { InputType: 'JSON' }, 'not valid JSON'],
    ['one.json', { InputType: 'JSON' }, 'must be an array or an object'],
    ['bad.json', { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }, 'headers'],
  ] as const)
    expect((await run(reading(key, config))).cause).toContain(cause);
  const caught = reading('none.json', {}, { Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'Done' }] });
  Object.assign(caught.States, { Done: { Type: 'Succeed' } });
  expect(await run(caught)).toMatchObject({ status: 'SUCCEEDED' });
});

const CHOOSING = {
  ...PROCESSOR,
  StartAt: 'C',
  States: {
    C: { Type: 'Choice', Choices: [{ Variable: '$[0]', IsString: true, Next: 'No' }], Default: 'Yes' },
    No: { Type: 'Fail', Error: 'Bad', Cause: 'it is' },
    Yes: { Type: 'Succeed' },
  },
};
const WRITER = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket, Prefix: 'out' } };

test('results are written with a manifest, succeeded and failed ones apart', async () => {
  const { client, run, text } = await buckets();
  const members = { ItemProcessor: CHOOSING, ResultWriter: WRITER, ToleratedFailureCount: 1 };
  const done = await run(map(members), [[1, 2], ['bad'], [3]]);
  const { MapRunArn, ResultWriterDetails } = JSON.parse(done.output ?? '') as {
    MapRunArn: string;
    ResultWriterDetails: { Bucket: string; Key: string };
  };
  const folder = `out/${MapRunArn.split(':').at(-1)}`;
  expect(ResultWriterDetails).toEqual({ Bucket, Key: `${folder}/manifest.json` });
  const [good, bad] = [await text(`${folder}/SUCCEEDED_0.json`), await text(`${folder}/FAILED_0.json`)];
  expect(JSON.parse(await text(ResultWriterDetails.Key))).toEqual({
    DestinationBucket: Bucket,
    MapRunArn,
    ResultFiles: {
      FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: bad.length }],
      PENDING: [],
      SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: good.length }],
    },
  });
  expect(JSON.parse(good)).toMatchObject([
    { Input: '[1,2]', Output: '[1,2]', Status: 'SUCCEEDED', InputDetails: { Included: true }, RedriveCount: 0 },
    { Input: '[3]', Output: '[3]', Status: 'SUCCEEDED' },
  ]);
  expect(JSON.parse(bad)).toMatchObject([{ Error: 'Bad', Cause: 'it is', Status: 'FAILED', Input: '["bad"]' }]);
  const { executionCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn: MapRunArn }));
  expect(executionCounts).toMatchObject({ resultsWritten: 3 });
});

test('a map run that fails writes what it has, and what it never began', async () => {
  const { run, text, client } = await buckets();
  const members = { ItemProcessor: CHOOSING, ResultWriter: WRITER, MaxConcurrency: 1 };
  const done = await run(map(members), [[1], ['bad'], [3]]);
  expect(done).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn: done.executionArn }));
  const folder = `out/${mapRuns[0]?.mapRunArn?.split(':').at(-1)}`;
  expect(JSON.parse(await text(`${folder}/PENDING_0.json`))).toEqual([
    { Input: '[3]', InputDetails: { Included: true }, Status: 'PENDING' },
  ]);
});

test('transformations: compact, flattened, as lines, or as the result of the state', async () => {
  const { run, text } = await buckets();
  const out = async (writer: object) =>
    JSON.parse((await run(map({ ResultWriter: writer }), [[1, 2], 3])).output ?? '');
  expect(await out({ WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } })).toEqual([1, 2, 3]);
  expect(await out({ WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' } })).toEqual([[1, 2], 3]);
  expect(await out({ WriterConfig: { Transformation: 'NONE', OutputType: 'JSON' } })).toMatchObject([
    { Status: 'SUCCEEDED', Output: '[1,2]' },
    { Output: '3' },
  ]);
  const written = await out({ ...WRITER, WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' } });
  const folder = written.ResultWriterDetails.Key.replace('/manifest.json', '');
  expect(await text(`${folder}/SUCCEEDED_0.jsonl`)).toBe('[1,2]\n3\n');
});

test('a bucket that is not there fails the writing with States.ResultWriterFailed', async () => {
  const { run } = await buckets();
  const writer = { ...WRITER, Parameters: { Bucket: 'none' } };
  expect(await run(map({ ResultWriter: writer }), [1])).toMatchObject({
    status: 'FAILED',
    error: 'States.ResultWriterFailed',
    cause: expect.stringContaining('The specified bucket does not exist'),
  });
});

const task = (action: string, parameters: object, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::aws-sdk:s3:${action}`,
  Parameters: parameters,
  ...more,
});

test('tasks write, read, list, copy and delete objects; a body that is no text is JSON', async () => {
  const { run, text } = await buckets();
  const states = {
    Put: task(
      'putObject',
      { Bucket, Key: 'a b/ü.json', 'Body.$': '$', Metadata: { of: 'test' } },
      { ResultPath: null, Next: 'Copy' },
    ),
    Copy: task(
      'copyObject',
      { Bucket, Key: 'copy', CopySource: `${Bucket}/a%20b/%C3%BC.json` },
      { ResultPath: null, Next: 'List' },
    ),
    List: task(
      'listObjectsV2',
      { Bucket },
      { ResultPath: '$.list', ResultSelector: { 'keys.$': '$.Contents[*].Key' }, Next: 'Get' },
    ),
    Get: task('getObject', { Bucket, Key: 'a b/ü.json' }, { ResultPath: '$.got', Next: 'Delete' }),
    Delete: task('deleteObject', { Bucket, Key: 'a b/ü.json' }, { ResultPath: null, Next: 'Head' }),
    Head: task(
      'headObject',
      { Bucket, Key: 'a b/ü.json' },
      { Catch: [{ ErrorEquals: ['S3.NoSuchKeyException'], ResultPath: '$.head', Next: 'Done' }], End: true },
    ),
    Done: { Type: 'Succeed' },
  };
  const done = await run({ StartAt: 'Put', States: states }, { x: 1 });
  const output = JSON.parse(done.output ?? '{}');
  expect(output).toMatchObject({
    list: { keys: ['a b/ü.json', 'copy'] },
    got: {
      Body: '{"x":1}',
      ContentLength: 7,
      Metadata: { of: 'test' },
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    },
    head: { Error: 'S3.NoSuchKeyException' },
  });
  expect(await text('copy')).toBe('{"x":1}');
});

test('a text is written as it is; what S3 refuses and what is not supported fails by name', async () => {
  const { run, text } = await buckets();
  const one = (state: object) => run({ StartAt: 'T', States: { T: state } });
  await one(task('putObject', { Bucket, Key: 'plain', Body: 'a "text"' }));
  expect(await text('plain')).toBe('a "text"');
  expect(await one(task('getObject', { Bucket, Key: 'none' }))).toMatchObject({ error: 'S3.NoSuchKeyException' });
  expect(await one(task('getObject', { Bucket: 'none', Key: 'x' }))).toMatchObject({
    error: 'S3.NoSuchBucketException',
  });
  expect(await one(task('getObject', { Bucket, Key: 'plain', PartNumber: 1 }))).toMatchObject({
    error: 'States.Runtime',
    cause: expect.stringContaining('PartNumber'),
  });
  expect(await one(task('putBucketAcl', { Bucket }))).toMatchObject({ error: 'States.Runtime' });
});

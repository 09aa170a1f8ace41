/** A function runs as it does on AWS: its event, its context, its environment, its handler's forms, its log. */
import {
  GetFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { functionArn, testFunctions, zipOf } from '../../kit/functions.ts';

test('a handler gets its event and answers with what it returns', async () => {
  const { create, invoke } = testFunctions(await testCloud());
  await create('echo', 'export const handler = async (event) => ({ got: event });');
  const answer = await invoke('echo', { text: 'Grüße', list: [1, null] });
  expect(answer).toMatchObject({ value: { got: { text: 'Grüße', list: [1, null] } }, status: 200, version: '$LATEST' });
  expect(answer.functionError).toBeUndefined();
});

test('the context and the environment tell the function where it runs', async () => {
  const cloud = await testCloud();
  const { create, invoke } = testFunctions(cloud);
  await create(
    'where',
    `export const handler = async (event, context) => ({
      name: context.functionName, arn: context.invokedFunctionArn, version: context.functionVersion,
      memory: context.memoryLimitInMB, group: context.logGroupName, id: typeof context.awsRequestId,
      client: context.clientContext, left: context.getRemainingTimeInMillis() <= 5000,
      env: Object.fromEntries(['AWS_REGION', 'AWS_ENDPOINT_URL', 'AWS_LAMBDA_FUNCTION_NAME', '_HANDLER', 'COLOUR', 'HOME'].map((k) => [k, process.env[k]])),
      keys: Boolean(process.env.AWS_ACCESS_KEY_ID && process.env.AWS_SESSION_TOKEN), trace: process.env._X_AMZN_TRACE_ID?.startsWith('Root=1-'),
    });`,
    { Timeout: 5, MemorySize: 256, Environment: { Variables: { COLOUR: 'blue' } } },
  );
  const ClientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');
  const { value } = await invoke('where', {}, { ClientContext });
  expect(value).toEqual({
    name: 'where',
    arn: functionArn('where'),
    version: '$LATEST',
    memory: '256',
    group: '/aws/lambda/where',
    id: 'string',
    client: { custom: { a: 1 } },
    left: true,
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: cloud.url,
      AWS_LAMBDA_FUNCTION_NAME: 'where',
      _HANDLER: 'index.handler',
      COLOUR: 'blue',
    },
    keys: true,
    trace: true,
  });
});

test.for([
  [
    'a callback',
    { 'index.js': 'exports.handler = (event, context, callback) => setImmediate(() => callback(null, 1));' },
    'index.handler',
  ],
  ['a plain return', { 'index.cjs': 'exports.handler = () => 1;' }, 'index.handler'],
  [
    'an ES module by its package.json',
    { 'index.js': 'export const handler = async () => 1;', 'package.json': '{"type":"module"}' },
    'index.handler',
  ],
  [
    'a module that awaits at its top',
    { 'index.mjs': 'const one = await Promise.resolve(1); export const handler = async () => one;' },
    'index.handler',
  ],
  ['a folder', { 'f3/index.mjs': 'export const handler = async () => 1;' }, 'f3/index.handler'],
  ['a nested export', { 'index.mjs': 'export const api = { get: async () => 1 };' }, 'index.api.get'],
  [
    'a context method',
    { 'index.js': 'exports.handler = (event, context) => { context.succeed(1); return 2; };' },
    'index.handler',
  ],
] as const)('a handler may be %s', async ([, files, Handler]) => {
  const { create, invoke } = testFunctions(await testCloud());
  await create('form', files, { Handler });
  expect((await invoke('form')).value).toBe(1);
});

test('the AWS SDK is there without being packed, and talks to the same cloud', async () => {
  const { create, invoke } = testFunctions(await testCloud());
  await create(
    'caller',
    `import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
     export const handler = async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Account;`,
    { Timeout: 20 },
  );
  expect((await invoke('caller')).value).toBe('000000000000');
});

test('a tail of the log comes with the answer, in the format of the runtime', async () => {
  const { create, invoke } = testFunctions(await testCloud());
  const source =
    "export const handler = async () => { console.warn('careful', { a: 1 }); process.stdout.write('raw\\n'); };";
  await create('text', source);
  const lines = (await invoke('text', {}, { LogType: 'Tail' })).log.split('\n');
  expect(lines[0]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
  expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\tWARN\tcareful \{ a: 1 \}$/);
  expect(lines[2]).toBe('raw');
  expect(lines[4]).toMatch(
    /^REPORT RequestId: .*\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t/,
  );

  await create('json', source, {
    LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'ERROR', SystemLogLevel: 'WARN' },
  });
  expect((await invoke('json', {}, { LogType: 'Tail' })).log).toBe('raw\n');
});

test('new code and new configuration hold from the next request on', async () => {
  const { client, create, invoke } = testFunctions(await testCloud());
  await create('changing', 'export const handler = async () => process.env.A;', {
    Environment: { Variables: { A: 'one' } },
  });
  expect((await invoke('changing')).value).toBe('one');
  await client.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'changing', Environment: { Variables: { A: 'two' } } }),
  );
  expect((await invoke('changing')).value).toBe('two');
  const before = await client.send(new GetFunctionCommand({ FunctionName: 'changing' }));
  const after = await client.send(
    new UpdateFunctionCodeCommand({
      FunctionName: 'changing',
      ZipFile: zipOf({ 'index.mjs': 'export const handler = async () => 3;' }),
    }),
  );
  expect(after.CodeSha256).not.toBe(before.Configuration?.CodeSha256);
  expect((await invoke('changing')).value).toBe(3);
});

/** What Lambda refuses, and in which words. */
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  InvokeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { functionArn, ROLE, testFunctions, zipOf } from '../../kit/functions.ts';

const sound: CreateFunctionCommandInput = {
  FunctionName: 'f',
  Role: ROLE,
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Code: { ZipFile: zipOf({ 'index.mjs': 'export const handler = async (event) => event;' }) },
};

test.for([
  [
    'another runtime',
    { Runtime: 'python3.13' },
    'ValidationException',
    /python3\.13 is not supported by the local cloud, which runs nodejs18\.x/,
  ],
  [
    'a layer',
    { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:x:1'] },
    'UnsupportedOperation',
    /^CreateFunction: member Layers is not supported/,
  ],
  ['a VPC', { VpcConfig: { SubnetIds: ['s'] } }, 'UnsupportedOperation', /member VpcConfig/],
  ['a timeout of an hour', { Timeout: 3600 }, 'ValidationException', /'timeout'.*900/],
  [
    'a reserved variable',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'InvalidParameterValueException',
    /Reserved keys used in this request: AWS_REGION$/,
  ],
  [
    'too many variables',
    { Environment: { Variables: { A: 'a'.repeat(5000) } } },
    'InvalidParameterValueException',
    /exceeded the 4KB limit/,
  ],
  [
    'bytes that are no zip',
    { Code: { ZipFile: Buffer.from('no zip') } },
    'InvalidParameterValueException',
    /^Could not unzip uploaded file/,
  ],
  ['no code', { Code: {} }, 'InvalidParameterValueException', /^Please provide a source for function code\.$/],
  [
    'a bucket that is not there',
    { Code: { S3Bucket: 'b', S3Key: 'k' } },
    'InvalidParameterValueException',
    /NoSuchKey/,
  ],
  ['a bad name', { FunctionName: 'a b' }, 'ValidationException', /'functionName' failed to satisfy constraint/],
] as const)('CreateFunction refuses %s', async ([, members, name, message]) => {
  const { client } = testFunctions(await testCloud());
  const input = { ...sound, ...members } as CreateFunctionCommandInput;
  await expect(client.send(new CreateFunctionCommand(input))).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test('a name is taken once', async () => {
  const { client } = testFunctions(await testCloud());
  await client.send(new CreateFunctionCommand(sound));
  await expect(client.send(new CreateFunctionCommand(sound))).rejects.toMatchObject({
    name: 'ResourceConflictException',
    message: 'Function already exist: f',
    $metadata: { httpStatusCode: 409 },
  });
});

test('a function that is not there is not found, whatever is asked of it', async () => {
  const { client } = testFunctions(await testCloud());
  const notFound = { name: 'ResourceNotFoundException', message: `Function not found: ${functionArn('none')}` };
  for (const command of [
    new InvokeCommand({ FunctionName: 'none' }),
    new InvokeCommand({ FunctionName: functionArn('none'), InvocationType: 'Event' }),
    new GetFunctionCommand({ FunctionName: 'none' }),
    new UpdateFunctionConfigurationCommand({ FunctionName: 'none', Timeout: 5 }),
  ])
    await expect(client.send(command as InvokeCommand)).rejects.toMatchObject(notFound);
});

test('an event must be JSON and of a size that Lambda takes', async () => {
  const { client } = testFunctions(await testCloud());
  await client.send(new CreateFunctionCommand(sound));
  const send = (Payload: string, InvocationType: 'Event' | 'RequestResponse') =>
    client.send(new InvokeCommand({ FunctionName: 'f', Payload, InvocationType }));
  await expect(send('{"a":', 'RequestResponse')).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  const big = JSON.stringify('a'.repeat(1024 * 1024));
  await expect(send(big, 'Event')).rejects.toMatchObject({
    name: 'RequestEntityTooLargeException',
    message: '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    $metadata: { httpStatusCode: 413 },
  });
  await expect(send(JSON.stringify('a'.repeat(6 * 1024 * 1024)), 'RequestResponse')).rejects.toMatchObject({
    name: 'RequestEntityTooLargeException',
    message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    $metadata: { httpStatusCode: 413 },
  });
  await expect(send(big, 'RequestResponse')).resolves.toMatchObject({ StatusCode: 200 });
});

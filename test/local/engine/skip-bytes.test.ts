/** Time stands while bytes are on their way: a long body takes no time of the cloud, in neither direction. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';
import { stateMachines } from '../states/state-machines.ts';

const START_MS = Date.UTC(2026, 0, 1, 12);

test('a function that puts and gets a large object is not overtaken by its timeout', async () => {
  const cloud = await testCloud({ clock: 'skip', startAt: START_MS });
  await new S3Client({ ...clientSettings(cloud), forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: 'big' }),
  );
  const { create, invoke } = testFunctions(cloud);
  await create(
    'carries',
    `import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
     const s3 = new S3Client({ forcePathStyle: true });
     const there = { Bucket: 'big', Key: 'k' };
     export const handler = async () => {
       await s3.send(new PutObjectCommand({ ...there, Body: 'x'.repeat(12_000_000) }));
       const { Body } = await s3.send(new GetObjectCommand(there));
       return [(await Body.transformToString()).length, Date.now()];
     };`,
    { Timeout: 30, MemorySize: 1024 },
  );
  expect((await invoke('carries')).value).toEqual([12_000_000, START_MS]);
});

test('a large answer of one function to another takes no time', async () => {
  const cloud = await testCloud({ clock: 'skip', startAt: START_MS });
  const { create, invoke } = testFunctions(cloud);
  await create('makes', "export const handler = async () => 'x'.repeat(6_000_000);", { MemorySize: 1024 });
  await create(
    'takes',
    `import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
     const lambda = new LambdaClient({});
     export const handler = async () => {
       const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'makes' }));
       return [Payload.length, Date.now()];
     };`,
    { Timeout: 30, MemorySize: 1024 },
  );
  expect((await invoke('takes')).value).toEqual([6_000_002, START_MS]);
});

test('a client that sends half a request and goes away holds the time no longer', async () => {
  const cloud = await testCloud({ clock: 'skip', startAt: START_MS });
  const { create, start, end } = stateMachines(cloud);
  const release = cloud.holdClock();
  const execution = await start(
    await create({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, End: true } } }),
  );
  const half = connect(Number(new URL(cloud.url).port), '127.0.0.1');
  onTestFinished(() => void half.destroy());
  half.write('PUT /big/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf');
  await once(half, 'connect');
  release();
  half.destroy();
  expect((await end(execution)).status).toBe('SUCCEEDED');
});

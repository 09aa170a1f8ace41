/** How many requests of a function run at once, and what becomes of the others. */
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';
import { handClock } from '../../kit/hand-clock.ts';

const NAMED =
  "import { threadId } from 'node:worker_threads'; let calls = 0; export const handler = async () => ({ threadId, calls: ++calls });";

test('requests one after another share an environment', async () => {
  const { create, invoke } = testFunctions(await testCloud());
  await create('counting', NAMED);
  const answers = [await invoke('counting'), await invoke('counting'), await invoke('counting')];
  expect(answers.map(({ value }) => (value as { calls: number }).calls)).toEqual([1, 2, 3]);
});

test('a function may call itself deeper than it has workers', async () => {
  const { create, invoke } = testFunctions(await testCloud({ workersPerFunction: 1 }));
  await create(
    'deep',
    `import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda';
     export const handler = async ({ depth }) => {
       if (depth === 0) return 0;
       const answer = await new LambdaClient({}).send(new InvokeCommand({ FunctionName: 'deep', Payload: JSON.stringify({ depth: depth - 1 }) }));
       return 1 + JSON.parse(Buffer.from(answer.Payload));
     };`,
    { Timeout: 30 },
  );
  expect((await invoke('deep', { depth: 3 })).value).toBe(3);
});

test('many requests at once are all answered by few workers', async () => {
  // The clock stands, so that a busy machine starts no further worker for those who wait.
  const { create, invoke } = testFunctions(await testCloud({ workersPerFunction: 2, clock: handClock() }));
  await create('many', NAMED);
  const answers = await Promise.all(Array.from({ length: 50 }, () => invoke('many')));
  const threads = new Set(answers.map(({ value }) => (value as { threadId: number }).threadId));
  expect(answers.every(({ functionError }) => functionError === undefined)).toBe(true);
  expect(threads.size).toBeLessThanOrEqual(2);
});

test('reserved concurrency throttles what is above it', async () => {
  const cloud = await testCloud();
  const { client, create, invoke } = testFunctions(cloud);
  await create('reserved', 'export const handler = async () => 1;');
  const set = (ReservedConcurrentExecutions: number) =>
    client.send(new PutFunctionConcurrencyCommand({ FunctionName: 'reserved', ReservedConcurrentExecutions }));
  await set(0);
  await expect(invoke('reserved')).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    message: 'Rate Exceeded.',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    $metadata: { httpStatusCode: 429 },
  });
  await set(1);
  const outcomes = await Promise.allSettled([invoke('reserved'), invoke('reserved'), invoke('reserved')]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'reserved' }));
  expect(await client.send(new GetFunctionConcurrencyCommand({ FunctionName: 'reserved' }))).not.toHaveProperty(
    'ReservedConcurrentExecutions',
  );
  await expect(set(901)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringContaining('below its minimum value of [100]'),
  });
});

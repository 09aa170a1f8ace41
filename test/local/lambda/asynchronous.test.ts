/** Asynchronous invokes: accepted at once, retried, told of, and not lost by a restart. */
import { PutFunctionEventInvokeConfigCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { functionArn, testFunctions } from '../../kit/functions.ts';
import { handClock } from '../../kit/hand-clock.ts';

const FAILS =
  'export const handler = async (event) => { if (event.fail) throw new Error("on purpose"); return { ok: event.n }; };';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:outcomes';

/** A queue, and what the function's outcomes put into it. */
async function outcomeQueue(cloud: LocalCloud) {
  const sqs = new SQSClient(clientSettings(cloud));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'outcomes' }));
  return async () => {
    await cloud.engine.traces.find(({ action, service }) => service === 'lambda' && action === 'destination');
    const request = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
    return (await sqs.send(new ReceiveMessageCommand(request))).Messages ?? [];
  };
}

/** Resolves when the function's event waits for its n-th retry. */
const retried = (cloud: LocalCloud, attempts: number) =>
  cloud.engine.traces.find(({ action, detail }) => action === 'retry-event' && detail?.attempts === attempts);

test('an event is accepted before it runs, and its success is told', async () => {
  const cloud = await testCloud();
  const { client, create, invoke } = testFunctions(cloud);
  const outcomes = await outcomeQueue(cloud);
  await create('f', FAILS);
  await client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: 'f',
      DestinationConfig: { OnSuccess: { Destination: QUEUE } },
    }),
  );
  expect(await invoke('f', { n: 1 }, { InvocationType: 'Event' })).toMatchObject({ status: 202, value: undefined });
  const [record] = await outcomes();
  expect(JSON.parse(record?.Body ?? '')).toMatchObject({
    version: '1.0',
    requestContext: { functionArn: `${functionArn('f')}:$LATEST`, condition: 'Success', approximateInvokeCount: 1 },
    requestPayload: { n: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST' },
    responsePayload: { ok: 1 },
  });
});

test('a failing event is tried again after one and after two minutes, then its failure is told', async () => {
  const clock = handClock();
  const cloud = await testCloud({ clock });
  const { client, create, invoke } = testFunctions(cloud);
  const outcomes = await outcomeQueue(cloud);
  await create('f', FAILS);
  await client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: 'f',
      DestinationConfig: { OnFailure: { Destination: QUEUE } },
    }),
  );
  await invoke('f', { fail: true }, { InvocationType: 'Event' });
  await retried(cloud, 1);
  clock.advance(60_000);
  await retried(cloud, 2);
  clock.advance(120_000);
  const [record] = await outcomes();
  expect(JSON.parse(record?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    responseContext: { functionError: 'Unhandled' },
    responsePayload: { errorMessage: 'on purpose' },
  });
});

test('the dead-letter queue gets the event itself with the error as attributes', async () => {
  const cloud = await testCloud();
  const { client, create, invoke } = testFunctions(cloud);
  const outcomes = await outcomeQueue(cloud);
  await create('f', FAILS, { DeadLetterConfig: { TargetArn: QUEUE } });
  await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f', MaximumRetryAttempts: 0 }));
  await invoke('f', { fail: true }, { InvocationType: 'Event' });
  const [letter] = await outcomes();
  expect(letter).toMatchObject({
    Body: '{"fail":true}',
    MessageAttributes: {
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: 'on purpose' },
      RequestID: { DataType: 'String' },
    },
  });
});

test('an event that waits for its retry survives a restart', async () => {
  const dataDir = dataDirectory();
  const before = await testCloud({ dataDir, clock: handClock() });
  const first = testFunctions(before);
  await outcomeQueue(before);
  await first.create('f', FAILS, { DeadLetterConfig: { TargetArn: QUEUE } });
  await first.client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f', MaximumRetryAttempts: 1 }));
  await first.invoke('f', { fail: true, n: 5 }, { InvocationType: 'Event' });
  await retried(before, 1);
  await before.close();

  const after = await testCloud({ dataDir, clock: handClock(Date.UTC(2026, 0, 1, 0, 5)) });
  const [letter] = await (await outcomeQueue(after))();
  expect(letter?.Body).toBe('{"fail":true,"n":5}');
});

test('only the services that the policy of a function names may deliver to it', async () => {
  const cloud = await testCloud();
  const { create } = testFunctions(cloud);
  await create('f', FAILS);
  const source = { principal: 'events.amazonaws.com', arn: 'arn:aws:events:us-east-1:000000000000:rule/r' };
  const target = cloud.engine.ports.target(functionArn('f'));
  await expect(target.deliver(functionArn('f'), { body: '{}', source })).rejects.toMatchObject({
    code: 'AccessDeniedException',
    message: expect.stringContaining('events.amazonaws.com may not invoke'),
  });
});

test('the configuration of a function cannot name a dead-letter target that takes no deliveries', async () => {
  const { client, create } = testFunctions(await testCloud());
  await create('f', FAILS);
  const TargetArn = 'arn:aws:nowhere:us-east-1:000000000000:x';
  await expect(
    client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'f', DeadLetterConfig: { TargetArn } })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

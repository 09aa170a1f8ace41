/** A function that streams its answer: over InvokeWithResponseStream as it is made, over Invoke as a whole. */
import {
  CreateEventSourceMappingCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  type InvokeWithResponseStreamResponseEvent,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { type TestFunctions, testFunctions } from '../../kit/functions.ts';

async function stream(
  { client }: TestFunctions,
  FunctionName: string,
  members: Partial<InvokeWithResponseStreamCommandInput> = {},
) {
  const answer = await client.send(new InvokeWithResponseStreamCommand({ FunctionName, ...members }));
  const events: InvokeWithResponseStreamResponseEvent[] = [];
  for await (const event of answer.EventStream ?? []) events.push(event);
  const chunks = events.flatMap(({ PayloadChunk }) => PayloadChunk?.Payload ?? []);
  return {
    answer,
    chunks,
    text: Buffer.concat(chunks).toString(),
    complete: events.at(-1)?.InvokeComplete,
  };
}

test('chunks arrive as they are written, and the end says that it is the end', async () => {
  const functions = testFunctions(await testCloud());
  await functions.create(
    'talks',
    `export const handler = awslambda.streamifyResponse(async (event, stream) => {
       stream.setContentType('text/plain');
       stream.write('Grüße ');
       stream.write({ an: 'object' });
       stream.end(Buffer.from('!'));
     });`,
  );
  const { answer, text, complete } = await stream(functions, 'talks', { LogType: 'Tail' });
  expect(answer).toMatchObject({
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    ResponseStreamContentType: 'application/vnd.amazon.eventstream',
  });
  expect(text).toBe('Grüße {"an":"object"}!');
  expect(complete?.ErrorCode).toBeUndefined();
  expect(Buffer.from(complete?.LogResult ?? '', 'base64').toString()).toMatch(/^START RequestId: .*\nEND/);
});

test('a function that does not stream answers in one piece', async () => {
  const functions = testFunctions(await testCloud());
  await functions.create('plain', 'export const handler = async (event) => ({ got: event });');
  const { chunks, text } = await stream(functions, 'plain', { Payload: Buffer.from('{"a":1}') });
  expect([chunks.length, text]).toEqual([1, '{"got":{"a":1}}']);
});

test.for([
  ['throws in the middle', `stream.write('half'); throw new RangeError('far');`, 'half', 'RangeError', 'far'],
  [
    'crashes',
    `stream.write('half'); setTimeout(() => process.exit(2), 20); await new Promise(() => {});`,
    'half',
    'Runtime.ExitError',
    'exit status 2',
  ],
  [
    'takes too long',
    `stream.write('half'); await new Promise(() => {});`,
    'half',
    'Error',
    'Task timed out after 1.00 seconds',
  ],
  ['fails at once', `throw new Error('early');`, '', 'Error', 'early'],
] as const)('a function that %s tells so in its last event', async ([, body, text, code, message]) => {
  const functions = testFunctions(await testCloud());
  const source = `export const handler = awslambda.streamifyResponse(async (event, stream) => { ${body} });`;
  await functions.create('failing', source, { Timeout: 1 });
  const read = await stream(functions, 'failing');
  expect([read.text, read.complete?.ErrorCode]).toEqual([text, code]);
  expect(read.complete?.ErrorDetails).toContain(message);
});

test('Invoke gives what was streamed as a whole, its prelude too', async () => {
  const functions = testFunctions(await testCloud());
  const source = (body: string) =>
    `export const handler = awslambda.streamifyResponse(async (event, stream) => { ${body} });`;
  await functions.create('parts', source(`stream.write('{"a"'); stream.end(':1}');`));
  expect(await functions.invoke('parts')).toMatchObject({ value: { a: 1 }, functionError: undefined });
  await functions.create(
    'head',
    source(`awslambda.HttpResponseStream.from(stream, { statusCode: 200 }).write('x'); stream.end();`),
  );
  const { Payload } = await functions.client.send(new InvokeCommand({ FunctionName: 'head' }));
  expect(Buffer.from(Payload ?? []).toString()).toBe(`{"statusCode":200}${'\0'.repeat(8)}x`);
  await functions.create('half', source(`stream.write('half'); throw new Error('no');`));
  expect(await functions.invoke('half')).toMatchObject({ functionError: 'Unhandled', value: { errorMessage: 'no' } });
  await functions.create('big', source(`stream.end(Buffer.alloc(7e6, 'x'));`));
  expect((await functions.invoke('big')).value).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  await functions.create(
    'sync',
    `export const handler = awslambda.streamifyResponse((event, stream) => { stream.end(); });`,
  );
  expect((await functions.invoke('sync')).value).toMatchObject({
    errorMessage: 'Streaming does not support non-async handlers.',
  });
});

test('what InvokeWithResponseStream does not take is refused before anything runs', async () => {
  const functions = testFunctions(await testCloud());
  await functions.create('plain', 'export const handler = async () => 1;');
  const send = (members: object) =>
    functions.client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'plain', ...members }));
  await expect(send({ FunctionName: 'none' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(send({ Payload: Buffer.from('{') })).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  await expect(send({ Payload: Buffer.alloc(6 * 1024 * 1024 + 1, '1') })).rejects.toMatchObject({
    name: 'RequestEntityTooLargeException',
    $metadata: { httpStatusCode: 413 },
  });
  await expect(send({ InvocationType: 'Event' })).rejects.toMatchObject({ name: 'ValidationException' });
  expect(await send({ InvocationType: 'DryRun' })).toMatchObject({ $metadata: { httpStatusCode: 204 } });
});

test('an asynchronous invoke of a function that streams is a success like another', async () => {
  const cloud = await testCloud();
  const functions = testFunctions(cloud);
  await functions.create(
    'parts',
    `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.end('no JSON'); });`,
  );
  await functions.client.send(new InvokeCommand({ FunctionName: 'parts', InvocationType: 'Event' }));
  const { outcome } = await cloud.engine.traces.find(({ action }) => action === 'invoke');
  expect(outcome).toBe('ok');
});

test('a partial batch response that is streamed and no JSON fails its batch, and no more', async () => {
  const cloud = await testCloud();
  const functions = testFunctions(cloud);
  await functions.create(
    'parts',
    `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.end('no JSON'); });`,
  );
  const sqs = new SQSClient(clientSettings(cloud));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
  await functions.client.send(
    new CreateEventSourceMappingCommand({
      FunctionName: 'parts',
      EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'once' }));
  await cloud.engine.traces.find(({ action }) => action === 'invoke');
  await functions.create('sound', 'export const handler = async () => "well";');
  expect((await functions.invoke('sound')).value).toBe('well');
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessagesNotVisible'] });
  expect((await sqs.send(asked)).Attributes).toEqual({ ApproximateNumberOfMessagesNotVisible: '1' });
});

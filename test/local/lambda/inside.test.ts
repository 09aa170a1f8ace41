/** An application that takes the client settings of the local cloud behaves as it does over HTTP, errors and aborts included. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { Trace } from '../../../local/engine/traces.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** A handler that has `client(Kind, settings)`: with the offered settings, or as an application that knows nothing of them. */
const withClients = (body: string): string => `
  import * as sqs from '@aws-sdk/client-sqs';
  import * as lambda from '@aws-sdk/client-lambda';
  const offered = globalThis[Symbol.for('local-cloud.clientConfig')];
  export const handler = async (event) => {
    const client = (Kind, settings) => new Kind({ ...(event.inside ? offered : {}), ...settings });
    const told = async (work) => {
      try { return await work; }
      catch (error) { return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode, attempts: error.$metadata?.attempts }; }
    };
    ${body}
  };`;

test.for([{ inside: false }, { inside: true }])('%o: a client speaks JSON and REST', async (event) => {
  const cloud = await testCloud();
  const { create, invoke } = testFunctions(cloud);
  await create('echo', 'export const handler = async (event) => ({ got: event });');
  await create(
    'caller',
    withClients(`
      const queues = client(sqs.SQSClient);
      const { QueueUrl } = await queues.send(new sqs.CreateQueueCommand({ QueueName: 'jobs' }));
      await queues.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'Grüße' }));
      const { Messages } = await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
      const answer = await client(lambda.LambdaClient).send(new lambda.InvokeCommand({ FunctionName: 'echo', Payload: '{"n":"ü"}', LogType: 'Tail' }));
      return { body: Messages[0].Body, answer: JSON.parse(Buffer.from(answer.Payload).toString()), log: Boolean(answer.LogResult), status: answer.StatusCode };`),
  );
  expect(await invoke('caller', event)).toMatchObject({
    value: { body: 'Grüße', answer: { got: { n: 'ü' } }, log: true, status: 200 },
  });
});

test.for([{ inside: false }, { inside: true }])(
  '%o: the role of the function is held to its policies',
  async (event) => {
    const cloud = await testCloud();
    const { create, invoke } = testFunctions(cloud);
    const iam = new IAMClient(clientSettings(cloud));
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: TRUST }));
    const Statement = [{ Effect: 'Allow', Action: 'sqs:GetQueueUrl', Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'own', PolicyDocument }));
    await new SQSClient(clientSettings(cloud)).send(new CreateQueueCommand({ QueueName: 'jobs' }));
    await create(
      'caller',
      withClients(`
      const queues = client(sqs.SQSClient);
      const { QueueUrl } = await queues.send(new sqs.GetQueueUrlCommand({ QueueName: 'jobs' }));
      const other = client(sqs.SQSClient, { credentials: { accessKeyId: 'someone', secretAccessKey: 'x' } });
      const MessageBody = 'x';
      return {
        refused: await told(queues.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody }))),
        taken: (await other.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody }))).$metadata.httpStatusCode,
      };`),
      { Role: Role?.Arn },
    );
    expect((await invoke('caller', event)).value).toEqual({
      refused: {
        name: 'AccessDenied',
        message: expect.stringContaining('is not authorized to perform: sqs:SendMessage on resource'),
        status: 403,
        attempts: 1,
      },
      taken: 200,
    });
  },
);

test.for([{ inside: false }, { inside: true }])('%o: errors, retries of throttles and large bodies', async (event) => {
  const cloud = await testCloud();
  const { client, create, invoke } = testFunctions(cloud);
  await create('echo', 'export const handler = async (event) => ({ got: event });');
  await create('closed', 'export const handler = async () => 1;');
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName: 'closed', ReservedConcurrentExecutions: 0 }));
  await create(
    'caller',
    withClients(`
      const functions = client(lambda.LambdaClient, { maxAttempts: 2 });
      const call = (FunctionName, Payload) => functions.send(new lambda.InvokeCommand({ FunctionName, Payload }));
      const large = await call('echo', JSON.stringify('x'.repeat(5_000_000)));
      return {
        missing: await told(call('missing', '{}')),
        throttled: await told(call('closed', '{}')),
        tooLarge: await told(call('echo', JSON.stringify('x'.repeat(9_000_000)))),
        large: JSON.parse(Buffer.from(large.Payload).toString()).got.length,
      };`),
  );
  expect((await invoke('caller', event)).value).toEqual({
    missing: {
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('missing'),
      status: 404,
      attempts: 1,
    },
    throttled: { name: 'TooManyRequestsException', message: 'Rate Exceeded.', status: 429, attempts: 2 },
    tooLarge: { name: 'RequestEntityTooLargeException', message: expect.any(String), status: 413, attempts: 1 },
    large: 5_000_000,
  });
});

/** A handler that asks an empty queue for twenty seconds, and does something once the request is under way. */
const longPoll = (onWay: string): string =>
  withClients(`
    const stop = new AbortController();
    const queues = client(sqs.SQSClient);
    queues.middlewareStack.add((next) => (args) => { const answer = next(args); ${onWay}; return answer; }, { step: 'deserialize', priority: 'low' });
    const QueueUrl = process.env.AWS_ENDPOINT_URL + '/000000000000/jobs';
    return told(queues.send(new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), { abortSignal: stop.signal }));`);

test.for([{ inside: false }, { inside: true }])('%o: a call that is aborted ends at once', async (event) => {
  const cloud = await testCloud();
  const { create, invoke } = testFunctions(cloud);
  await new SQSClient(clientSettings(cloud)).send(new CreateQueueCommand({ QueueName: 'jobs' }));
  await create('poller', longPoll('stop.abort()'), { Timeout: 10 });
  expect((await invoke('poller', event)).value).toMatchObject({ name: 'AbortError', message: 'Request aborted' });
});

test('the cloud stops working for a call that is aborted, and for a thread that has ended', async () => {
  const cloud = await testCloud();
  const { create, invoke } = testFunctions(cloud);
  const sqs = new SQSClient(clientSettings(cloud));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
  const poll = ({ action }: Trace) => action === 'ReceiveMessage';
  await create('aborts', longPoll('stop.abort()'), { Timeout: 10 });
  await invoke('aborts', { inside: true });
  await cloud.engine.traces.find(poll);

  const { id } = cloud.engine.traces.since(0).at(-1) as Trace;
  await create('crashes', longPoll('setImmediate(() => process.exit(1))'), { Timeout: 10 });
  expect((await invoke('crashes', { inside: true })).value).toMatchObject({ errorType: 'Runtime.ExitError' });
  await cloud.engine.traces.find((trace) => trace.id > id && poll(trace));

  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for the living' }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['for the living']);
});

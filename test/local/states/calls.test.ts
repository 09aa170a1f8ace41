/** Calls to SNS and Lambda, nested executions that are given up, and what is under way when the cloud stops. */
import { DescribeExecutionCommand, ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { functionArn, testFunctions } from '../../kit/functions.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { stateMachines } from './state-machines.ts';

const task = (Resource: string, Parameters: object, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${Resource}`,
  Parameters,
  ...more,
});

const Policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' },
  ],
});

test('sns:publish sends text as it is and anything else as JSON, with attributes', async () => {
  const cloud = await testCloud();
  const [sns, sqs] = [new SNSClient(clientSettings(cloud)), new SQSClient(clientSettings(cloud))];
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'readers', Attributes: { Policy } }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  const attributes = { kind: { DataType: 'String', StringValue: 'test' } };
  const done = await stateMachines(cloud).run(
    {
      StartAt: 'Json',
      States: {
        Json: task('sns:publish', { TopicArn, 'Message.$': '$', MessageAttributes: attributes }, { Next: 'Text' }),
        Text: task('aws-sdk:sns:publish', { TopicArn, Message: 'plain' }, { Next: 'None' }),
        None: task('sns:publish', { TopicArn: `${TopicArn}-none`, Message: 'x' }),
      },
    },
    { a: 1 },
  );
  expect(done).toMatchObject({ status: 'FAILED', error: 'SNS.NotFoundException' });
  const { Messages: first } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MessageAttributeNames: ['All'] }),
  );
  const { Messages: second } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const [json, text] = [...(first ?? []), ...(second ?? [])];
  expect(json).toMatchObject({ Body: '{"a":1}', MessageAttributes: { kind: { StringValue: 'test' } } });
  expect(text?.Body).toBe('plain');
});

test('aws-sdk:lambda:invoke gives the payload as text, and a failed function is no failed task', async () => {
  const cloud = await testCloud();
  const functions = testFunctions(cloud);
  await functions.create(
    'echo',
    'export const handler = async (e) => { if (e.bad) throw new TypeError("no"); return e; };',
  );
  const { run } = stateMachines(cloud);
  const call = (Payload: object) =>
    run({ StartAt: 'T', States: { T: task('aws-sdk:lambda:invoke', { FunctionName: 'echo', Payload }) } });
  expect(JSON.parse((await call({ n: 1 })).output ?? '')).toEqual({
    ExecutedVersion: '$LATEST',
    Payload: '{"n":1}',
    StatusCode: 200,
  });
  expect(JSON.parse((await call({ bad: true })).output ?? '')).toMatchObject({ FunctionError: 'Unhandled' });
});

test('a nested execution ends with the task that waits for it: stopped, or timed out', async () => {
  const clock = handClock();
  const { client, create, start, end } = stateMachines(await testCloud({ clock }));
  const nested = await create({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } });
  const parent = (more: object) => ({
    StartAt: 'T',
    States: { T: task('states:startExecution.sync:2', { StateMachineArn: nested }, { End: true, ...more }) },
  });
  const running = async () =>
    (await client.send(new ListExecutionsCommand({ stateMachineArn: nested, statusFilter: 'RUNNING' }))).executions ??
    [];
  const stopped = await start(await create(parent({})));
  expect(await running()).toHaveLength(1);
  await client.send(new StopExecutionCommand({ executionArn: stopped }));
  expect(await end(stopped)).toMatchObject({ status: 'ABORTED' });
  expect(await running()).toHaveLength(0);
  const late = await start(await create(parent({ TimeoutSeconds: 30 })));
  expect(await running()).toHaveLength(1);
  clock.advance(30_000);
  expect(await end(late)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(await running()).toHaveLength(0);
});

test('what is under way when the cloud stops is neither failed nor reported, and goes on after the restart', async () => {
  const dataDir = dataDirectory();
  const reports: unknown[] = [];
  const report = (where: string, error: unknown) => reports.push([where, error]);
  const first = await testCloud({ dataDir, report });
  const functions = testFunctions(first);
  await functions.create(
    'slow',
    'export const handler = async (n) => { if (n < 2) await new Promise((r) => setTimeout(r, 60_000 * (1 - n))); return n; };',
    { Timeout: 900 },
  );
  const before = stateMachines(first);
  const call = { Type: 'Task', Resource: functionArn('slow'), End: true };
  const definition = {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Call', States: { Call: call } },
          {
            StartAt: 'Sdk',
            States: { Sdk: task('aws-sdk:lambda:invoke', { FunctionName: 'slow', 'Payload.$': '$' }) },
          },
        ],
        End: true,
      },
    },
  };
  const executionArn = await before.start(await before.create(definition), 0);
  await first.engine.traces.find(({ service, action }) => service === 'states' && action === 'StartExecution');
  await first.close();
  expect(reports).toEqual([]);
  const second = await testCloud({ dataDir, report });
  const after = stateMachines(second);
  const { status } = await after.client.send(new DescribeExecutionCommand({ executionArn }));
  expect(status).toBe('RUNNING');
  const types = (await after.history(executionArn)).map(({ type }) => type);
  expect(types.filter((type) => /Failed|Aborted|TimedOut/.test(type ?? ''))).toEqual([]);
  expect(types.filter((type) => type === 'TaskScheduled' || type === 'LambdaFunctionScheduled')).toHaveLength(2);
  await second.close();
  expect(reports).toEqual([]);
});

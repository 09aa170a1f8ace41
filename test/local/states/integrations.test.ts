/** Tasks that call other services, wait for tokens and run other state machines. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendTaskFailureCommand, SendTaskHeartbeatCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { stateMachines } from './state-machines.ts';

async function queue(cloud: LocalCloud) {
  const sqs = new SQSClient(clientSettings(cloud));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
  return {
    url: QueueUrl,
    async message(): Promise<Record<string, string>> {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      return JSON.parse(Messages?.[0]?.Body ?? '{}') as Record<string, string>;
    },
  };
}

test('DynamoDB items are put and read', async () => {
  const cloud = await testCloud();
  await new DynamoDBClient(clientSettings(cloud)).send(
    new CreateTableCommand({
      TableName: 'things',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const done = await stateMachines(cloud).run({
    QueryLanguage: 'JSONata',
    StartAt: 'Put',
    States: {
      Put: {
        Type: 'Task',
        Resource: 'arn:aws:states:::dynamodb:putItem',
        Arguments: { TableName: 'things', Item: { id: { S: 'a' }, n: { N: '1' } } },
        Next: 'Get',
      },
      Get: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:dynamodb:getItem',
        Arguments: { TableName: 'things', Key: { id: { S: 'a' } } },
        Output: '{% $states.result.Item.n.N %}',
        End: true,
      },
    },
  });
  expect(done).toMatchObject({ status: 'SUCCEEDED', output: '"1"' });
});

test('a service that refuses fails the task with its error', async () => {
  const machines = stateMachines(await testCloud());
  const done = await machines.run({
    StartAt: 'Get',
    States: {
      Get: {
        Type: 'Task',
        Resource: 'arn:aws:states:::dynamodb:getItem',
        Parameters: { TableName: 'missing', Key: { id: { S: 'a' } } },
        End: true,
      },
    },
  });
  expect(done).toMatchObject({ status: 'FAILED', error: 'DynamoDB.ResourceNotFoundException' });
});

test('a task that waits for its token fails with what SendTaskFailure says', async () => {
  const cloud = await testCloud();
  const machines = stateMachines(cloud);
  const { url, message } = await queue(cloud);
  const arn = await machines.start(
    await machines.create({
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          HeartbeatSeconds: 60,
          Parameters: { QueueUrl: url, MessageBody: { 'token.$': '$$.Task.Token', 'what.$': '$.what' } },
          End: true,
        },
      },
    }),
    { what: 'this' },
  );
  const { token = '', what } = await message();
  expect(what).toBe('this');
  await machines.client.send(new SendTaskHeartbeatCommand({ taskToken: token }));
  await machines.client.send(new SendTaskFailureCommand({ taskToken: token, error: 'No', cause: 'not today' }));
  expect(await machines.end(arn)).toMatchObject({ status: 'FAILED', error: 'No', cause: 'not today' });
  const types = (await machines.history(arn)).map(({ type }) => type);
  expect(types.filter((type) => type?.startsWith('Task'))).toEqual([
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskFailed',
  ]);
});

test('a nested execution is waited for, and its output is JSON with .sync:2', async () => {
  const machines = stateMachines(await testCloud());
  const inner = await machines.create({
    StartAt: 'P',
    States: { P: { Type: 'Pass', Parameters: { 'twice.$': 'States.MathAdd($.n, $.n)' }, End: true } },
  });
  const nest = (suffix: string) => ({
    StartAt: 'Nest',
    States: {
      Nest: {
        Type: 'Task',
        Resource: `arn:aws:states:::states:startExecution${suffix}`,
        Parameters: { StateMachineArn: inner, 'Input.$': '$' },
        OutputPath: '$.Output',
        End: true,
      },
    },
  });
  expect((await machines.run(nest('.sync:2'), { n: 4 })).output).toBe('{"twice":8}');
  expect((await machines.run(nest('.sync'), { n: 4 })).output).toBe(JSON.stringify('{"twice":8}'));
});

test('an integration that is not built here fails by name', async () => {
  const machines = stateMachines(await testCloud());
  const done = await machines.run({
    StartAt: 'Run',
    States: { Run: { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask', Parameters: {}, End: true } },
  });
  expect(done.cause).toContain('arn:aws:states:::ecs:runTask is not supported by the local cloud');
});

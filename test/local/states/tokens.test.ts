/** Task tokens: who may answer, when, and how often. */
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { machineThatAsks, stateMachines } from './state-machines.ts';

/** An execution that waits for its token, on a clock that is moved by hand. */
async function asked(members: object = {}) {
  const clock = handClock();
  const cloud = await testCloud({ clock });
  const sqs = new SQSClient(clientSettings(cloud));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'asked' }));
  const machines = stateMachines(cloud);
  const executionArn = await machines.start(await machines.create(machineThatAsks(QueueUrl, members)));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const { token: taskToken } = JSON.parse(Messages?.[0]?.Body ?? '{}') as { token: string };
  return { ...machines, clock, executionArn, taskToken, end: () => machines.end(executionArn) };
}

test('a token that is answered twice is refused the second time, and the first answer counts', async () => {
  const { client, taskToken, end } = await asked();
  await client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
  const again = client.send(new SendTaskSuccessCommand({ taskToken, output: '2' }));
  await expect(again).rejects.toMatchObject({ name: 'TaskTimedOut' });
  const failing = client.send(new SendTaskFailureCommand({ taskToken, error: 'Late' }));
  await expect(failing).rejects.toMatchObject({ name: 'TaskTimedOut' });
  expect(await end()).toMatchObject({ status: 'SUCCEEDED', output: '1' });
});

test('a token is only what was given out, and an output is JSON', async () => {
  const { client, taskToken } = await asked();
  const foreign = client.send(new SendTaskSuccessCommand({ taskToken: `${'A'.repeat(64)}`, output: '1' }));
  await expect(foreign).rejects.toMatchObject({ name: 'TaskTimedOut' });
  const none = client.send(new SendTaskHeartbeatCommand({ taskToken: 'not a token' }));
  await expect(none).rejects.toMatchObject({ name: 'InvalidToken' });
  const broken = client.send(new SendTaskSuccessCommand({ taskToken, output: '{' }));
  await expect(broken).rejects.toMatchObject({ name: 'InvalidOutput' });
});

test('after TimeoutSeconds the task has timed out, and its token is worth nothing', async () => {
  const { client, clock, executionArn, taskToken, end, history } = await asked({ TimeoutSeconds: 60 });
  clock.advance(59_999);
  await client.send(new SendTaskHeartbeatCommand({ taskToken }));
  clock.advance(1);
  expect(await end()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  const late = client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
  await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  expect((await history(executionArn)).map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskTimedOut',
    'ExecutionFailed',
  ]);
});

test('heartbeats keep a task alive; without one in time it times out', async () => {
  const { client, clock, taskToken, end } = await asked({ HeartbeatSeconds: 10, TimeoutSeconds: 100 });
  for (let beats = 0; beats < 4; beats++) {
    clock.advance(9_000);
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
  }
  clock.advance(10_000);
  expect(await end()).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
});

test('the token of a stopped execution is worth nothing', async () => {
  const { client, executionArn, taskToken, end } = await asked();
  await client.send(new StopExecutionCommand({ executionArn }));
  expect(await end()).toMatchObject({ status: 'ABORTED' });
  for (const command of [
    new SendTaskSuccessCommand({ taskToken, output: '1' }),
    new SendTaskHeartbeatCommand({ taskToken }),
  ])
    await expect(client.send(command as SendTaskSuccessCommand)).rejects.toMatchObject({ name: 'TaskTimedOut' });
});

/** Express executions: run in one call, kept nowhere. */
import { DescribeExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';
import { stateMachines } from './state-machines.ts';

const call = (resource: string) => ({ StartAt: 'C', States: { C: { Type: 'Task', Resource: resource, End: true } } });

test('a synchronous express execution answers with its output, and leaves none to describe', async () => {
  const cloud = await testCloud();
  const machines = stateMachines(cloud);
  await testFunctions(cloud).create('double', 'export const handler = async ({ n }) => ({ n: n * 2 });');
  const stateMachineArn = await machines.create(call('arn:aws:lambda:us-east-1:000000000000:function:double'), {
    type: 'EXPRESS',
  });
  const done = await machines.client.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"n":21}' }));
  expect(done).toMatchObject({ status: 'SUCCEEDED', output: '{"n":42}' });
  const described = machines.client.send(new DescribeExecutionCommand({ executionArn: done.executionArn }));
  await expect(described).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
});

test('a standard machine is not run synchronously, and an express one does not wait for tokens', async () => {
  const machines = stateMachines(await testCloud());
  const stateMachineArn = await machines.create({ StartAt: 'S', States: { S: { Type: 'Succeed' } } });
  const sync = machines.client.send(new StartSyncExecutionCommand({ stateMachineArn }));
  await expect(sync).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
  const waiting = machines.create(call('arn:aws:states:::lambda:invoke.waitForTaskToken'), { type: 'EXPRESS' });
  await expect(waiting).rejects.toMatchObject({ name: 'InvalidDefinition' });
});

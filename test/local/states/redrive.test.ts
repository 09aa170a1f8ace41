/** Redrive: a failed execution goes on from what failed. */
import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';
import { stateMachines } from './state-machines.ts';

test('a redriven execution goes on from the state that failed', async () => {
  const cloud = await testCloud();
  const machines = stateMachines(cloud);
  const functions = testFunctions(cloud);
  await functions.create(
    'fails-once',
    'let n = 0; export const handler = async () => { if (n++ === 0) throw new Error("first"); return n; };',
  );
  const definition = {
    StartAt: 'Before',
    States: {
      Before: { Type: 'Pass', Next: 'Call' },
      Call: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:fails-once', End: true },
    },
  };
  const failed = await machines.run(definition);
  expect(failed).toMatchObject({ status: 'FAILED', error: 'Error', redriveStatus: 'REDRIVABLE' });
  const { executionArn = '' } = failed;
  const lastId = cloud.engine.traces.since(0).at(-1)?.id ?? 0;
  await machines.client.send(new RedriveExecutionCommand({ executionArn }));
  await cloud.engine.traces.find(
    ({ id, action, resource }) => id > lastId && action === 'end' && resource === executionArn,
  );
  expect(await machines.end(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2', redriveCount: 1 });
  const types = (await machines.history(executionArn)).map(({ type }) => type);
  expect(types.filter((type) => type === 'PassStateEntered')).toHaveLength(1);
  expect(types).toContain('ExecutionRedriven');
  const again = machines.client.send(new RedriveExecutionCommand({ executionArn }));
  await expect(again).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
});

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

test('in a Parallel and a Map only what failed is done again; the rest keeps its results', async () => {
  const cloud = await testCloud();
  const machines = stateMachines(cloud);
  await testFunctions(cloud).create(
    'once-each',
    'const seen = new Set(); export const handler = async ({ name, bad }) => { if (bad && !seen.has(name)) { seen.add(name); throw new Error(name); } return name; };',
  );
  const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:once-each', End: true };
  const definition = {
    StartAt: 'All',
    States: {
      All: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Kept', States: { Kept: { Type: 'Pass', Result: 'kept', End: true } } },
          {
            StartAt: 'Each',
            States: {
              Each: {
                Type: 'Map',
                MaxConcurrency: 1,
                ItemProcessor: { StartAt: 'One', States: { One: task } },
                End: true,
              },
            },
          },
        ],
        End: true,
      },
    },
  };
  const input = [{ name: 'a' }, { name: 'b', bad: true }, { name: 'c' }, { name: 'd', bad: true }];
  const executionArn = await machines.start(await machines.create(definition), input);
  for (const redrives of [0, 1]) {
    const ends = () =>
      cloud.engine.traces.since(0).filter(({ action, resource }) => action === 'end' && resource === executionArn);
    await cloud.engine.traces.find(() => ends().length > redrives);
    expect(await machines.end(executionArn)).toMatchObject({ status: 'FAILED', redriveCount: redrives });
    await machines.client.send(new RedriveExecutionCommand({ executionArn }));
  }
  const ends = () =>
    cloud.engine.traces.since(0).filter(({ action, resource }) => action === 'end' && resource === executionArn);
  await cloud.engine.traces.find(() => ends().length > 2);
  const done = await machines.end(executionArn);
  expect(done).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2, redriveStatus: 'NOT_REDRIVABLE' });
  expect(JSON.parse(done.output ?? '')).toEqual(['kept', ['a', 'b', 'c', 'd']]);
  const history = await machines.history(executionArn);
  const count = (type: string) => history.filter((event) => event.type === type).length;
  expect([count('PassStateEntered'), count('ExecutionRedriven'), count('ExecutionFailed')]).toEqual([1, 2, 2]);
  expect([count('LambdaFunctionSucceeded'), count('LambdaFunctionFailed')]).toEqual([4, 2]);
  expect(history.map(({ id }) => id)).toEqual(history.map((_, i) => i + 1));
});

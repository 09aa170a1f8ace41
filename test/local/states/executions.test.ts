/** Executions: their states, their history, their names, their end. */
import {
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { stateMachines } from './state-machines.ts';

const PASS = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const WAIT = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } };

test('an execution runs its states and leaves the history that AWS would show', async () => {
  const machines = stateMachines(await testCloud());
  const done = await machines.run(
    { StartAt: 'A', States: { A: { Type: 'Pass', Result: 1, ResultPath: '$.a', Next: 'B' }, B: { Type: 'Succeed' } } },
    { x: true },
  );
  expect(done).toMatchObject({ status: 'SUCCEEDED', output: '{"x":true,"a":1}' });
  const history = await machines.history(done.executionArn);
  expect(history.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'PassStateEntered'],
    [3, 2, 'PassStateExited'],
    [4, 3, 'SucceedStateEntered'],
    [5, 4, 'SucceedStateExited'],
    [6, 5, 'ExecutionSucceeded'],
  ]);
});

test('the same name with the same input is the same execution while it runs, and refused otherwise', async () => {
  const machines = stateMachines(await testCloud());
  const arn = await machines.create(WAIT);
  const first = await machines.start(arn, { n: 1 }, 'one');
  expect(await machines.start(arn, { n: 1 }, 'one')).toBe(first);
  await expect(machines.start(arn, { n: 2 }, 'one')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  const list = await machines.client.send(new ListExecutionsCommand({ stateMachineArn: arn, statusFilter: 'RUNNING' }));
  expect(list.executions).toHaveLength(1);
});

test('a stopped execution is aborted with the reason that was given', async () => {
  const machines = stateMachines(await testCloud());
  const executionArn = await machines.start(await machines.create(WAIT));
  await machines.client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'It is late.' }));
  expect(await machines.end(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'It is late.' });
  const types = (await machines.history(executionArn)).map(({ type }) => type);
  expect(types).toEqual(['ExecutionStarted', 'WaitStateEntered', 'WaitStateAborted', 'ExecutionAborted']);
});

test('a Map runs no more iterations at once than MaxConcurrency', async () => {
  const machines = stateMachines(await testCloud());
  const done = await machines.run(
    {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          MaxConcurrency: 2,
          ItemProcessor: {
            StartAt: 'W',
            States: { W: { Type: 'Wait', TimestampPath: '$.at', Next: 'P' }, P: { Type: 'Pass', End: true } },
          },
          End: true,
        },
      },
    },
    [1, 2, 3, 4, 5].map((n) => ({ n, at: '2020-01-01T00:00:00Z' })),
  );
  let running = 0;
  let most = 0;
  for (const { type } of await machines.history(done.executionArn)) {
    if (type === 'MapIterationStarted') running += 1;
    if (type === 'MapIterationSucceeded') running -= 1;
    most = Math.max(most, running);
  }
  expect(done.status).toBe('SUCCEEDED');
  expect(most).toBe(2);
});

test('what is not there is refused with AWS’s codes', async () => {
  const machines = stateMachines(await testCloud());
  const arn = await machines.create(PASS);
  await expect(machines.create({ ...PASS, StartAt: 'Q' })).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: expect.stringContaining("MISSING_TRANSITION_TARGET: Missing 'Next' target: Q at /StartAt"),
  });
  await machines.client.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
  const gone = machines.client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
  await expect(gone).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await expect(machines.start(arn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await expect(machines.start('arn:aws:sqs:us-east-1:000000000000:q')).rejects.toMatchObject({ name: 'InvalidArn' });
});
